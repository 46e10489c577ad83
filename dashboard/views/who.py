"""Who is at the dashboard: the login where one is configured, else the user of this machine.

Without ``[auth]`` in the secrets the dashboard is one person's own: the name typed in the field
``author`` signs, and may do everything. With it, name and role come from the login and the store
alone; what a browser says (addresses, headers, fields) makes nobody more.
"""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.errors import StreamlitSecretNotFoundError

import extract
from dashboard import data, rights
from dashboard.language import say
from dashboard.rights import Person

AUTHOR = "author"
HOURS = 12  # after which one logs in again
LONGEST = 40  # characters of a name that is typed
CLAIM = "DUIBIAO_USER_CLAIM"
REQUIRED = "DUIBIAO_LOGIN"  # set by ``duibiao serve`` where nobody comes in without a login
LOCAL, OPEN, BROKEN = "local", "open", "broken"
_NEEDED = ("redirect_uri", "cookie_secret", "client_id", "client_secret", "server_metadata_url")


def person() -> Person:
    """The person whose browser asks, with the role of this moment; nobody has role ""."""
    if configured() == LOCAL:
        return Person(str(st.session_state.get(AUTHOR) or "").strip(), rights.ADMIN)
    name = login()
    return Person(name, _role(name) if name else "")


def configured() -> str:
    """``local``: no login; ``open``: a login; ``broken``: one is wanted but cannot work."""
    wanted = any(os.environ.get(name, "").strip() for name in (data.FIRST_ADMINS, REQUIRED))
    try:
        auth = st.secrets["auth"]
    except StreamlitSecretNotFoundError:  # there is no file of secrets, or none that can be read
        there = any(Path(name).exists() for name in st.get_option("secrets.files"))
        return BROKEN if wanted or there else LOCAL
    except KeyError:
        return BROKEN if wanted else LOCAL
    whole = isinstance(auth, Mapping) and all(auth.get(key) for key in _NEEDED)
    return OPEN if whole else BROKEN


def login() -> str:
    """The name of the one who logged in, "" where nobody did or the login vouches for no name."""
    if configured() != OPEN or not logged_in():
        return ""
    return rights.claimed(claims(), os.environ.get(CLAIM, "").strip() or "email")


def logged_in() -> bool:
    """Whether the signed cookie of a login, made no longer than HOURS ago, came with this browser.

    Streamlit keeps the cookie for thirty days; an account may be closed meanwhile.
    """
    told = claims()
    made = told.get("iat")
    fresh = isinstance(made, int | float) and time.time() - made < 3600 * HOURS
    return told.get("is_logged_in") is True and fresh


def claims() -> Mapping[str, Any]:
    """What the provider said of the one who logged in."""
    return st.user.to_dict()


def _role(name: str) -> str:
    """The role that the store knows of a person; where it cannot be asked, none."""
    try:
        return data.role(name)
    except extract.DuibiaoError:
        return ""


def keep() -> None:
    """Keeps the name that was typed on one page for the next ones."""
    if AUTHOR in st.session_state:
        st.session_state[AUTHOR] = st.session_state[AUTHOR]


def signature(place: DeltaGenerator) -> Person:
    """Who signs what is done on this page: the login, else whose name is typed into a field."""
    if configured() == LOCAL:
        place.text_input(
            say("姓名"), key=AUTHOR, max_chars=LONGEST, placeholder=say("记在每一步里")
        )
    return person()
