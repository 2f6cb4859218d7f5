"""The way out: rows, workbooks and documents as bytes. No request, no session."""
