"""The Streamlit pages: each asks, acts and answers."""
