"""Text, figures and PDF files that people read."""
