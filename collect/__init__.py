"""The core: what is collected, and by which rules.

No Flask, no WTForms, no openpyxl. Services (one module per feature) are the only
ones that change what is remembered; rules are pure; models hold columns and keys.
"""
