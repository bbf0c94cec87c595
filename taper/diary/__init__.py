"""What a patient records. Pure; it never learns what a plan says."""
