"""What lets the house be installed, and a sheet be opened, without the network."""

import json
from pathlib import Path
from typing import Any

from flask import Blueprint, current_app, render_template, url_for

from collect import phrases
from forms import door, words

pages = Blueprint("observations_offline", __name__)


def _static(filename: str) -> str:
    return str(current_app.jinja_env.globals["kept_url"](filename))  # type: ignore[operator]


@pages.get("/service-worker.js")
def worker() -> Any:
    """Give the script that answers for sheets while the network is gone, with what it is to keep."""
    folder = Path(current_app.static_folder or "")
    names = sorted(
        p.name for p in folder.iterdir() if p.name not in ("office.css", "office.js", "worker.js")
    )
    told = {
        "EDITION": words.edition(str(folder)),
        "FILES": [_static(name) for name in names],
        "OFFLINE": url_for(".offline"),
    }
    lines = [f"const {name} = {json.dumps(value)};\n" for name, value in told.items()]
    source = (folder / "worker.js").read_text(encoding="utf-8")
    return current_app.response_class("".join(lines) + source, mimetype="text/javascript")


@pages.get("/manifest.webmanifest")
def manifest() -> Any:
    """Give what a tablet needs to put the house among its apps."""
    icons = [
        {"src": _static("mark.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"},
        {"src": _static("icon-192.png"), "sizes": "192x192", "type": "image/png"},
        {"src": _static("icon-512.png"), "sizes": "512x512", "type": "image/png"},
        {
            "src": _static("icon-512.png"),
            "sizes": "512x512",
            "type": "image/png",
            "purpose": "maskable",
        },
    ]
    told = {
        "id": "/",
        "name": f"TETT PÅ, {door.config().municipality}",
        "short_name": "TETT PÅ",
        "lang": phrases.reader.get(),
        "start_url": url_for("home.today"),
        "scope": "/",
        "display": "standalone",
        "background_color": "#fbfaf7",
        "theme_color": "#1d5c4f",
        "icons": icons,
    }
    body = json.dumps(told, ensure_ascii=False)
    return current_app.response_class(body, mimetype="application/manifest+json")


@pages.get("/offline")
def offline() -> Any:
    """Show what can be done without the network; the device itself fills it in."""
    return render_template("observations/offline.html")
