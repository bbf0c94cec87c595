"""What is served beside the Streamlit pages: the guard, sign-in, script-free pages, downloads."""
