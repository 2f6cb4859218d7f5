"""The office: Flask-Admin over the same models, questions and services."""
