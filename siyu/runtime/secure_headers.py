"""Headers that keep browsers from doing what pages did not ask for."""

SECURE_HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "x-frame-options": "DENY",
}
