"""From nothing to the first answer: the house against a bare Flask page, each in a fresh process."""

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROUNDS = 7
BARE = """
from flask import Flask
app = Flask("bare")
app.add_url_rule("/login", view_func=lambda: "<h1>x</h1>")
assert app.test_client().get("/login").status_code == 200
"""
HOUSE = """
from app import create_app
assert create_app().test_client().get("/login").status_code == 200
"""


def measure(path: Path) -> dict[str, float]:
    """Return the median seconds of each, measured in turns."""
    environment = os.environ | {
        "TETTPAA_DATABASE_URL": f"sqlite:///{path}",
        "TETTPAA_SECRET_KEY": "k" * 40,
    }
    spent: dict[str, list[float]] = {"bare": [], "house": []}
    for _ in range(ROUNDS + 1):
        for name, code in (("bare", BARE), ("house", HOUSE)):
            begun = time.perf_counter()
            subprocess.run([sys.executable, "-c", code], env=environment, check=True)
            spent[name].append(time.perf_counter() - begun)
    return {name: statistics.median(values[1:]) for name, values in spent.items()}
