"""How the house is asked over HTTP: who asks, what a page and an error look like."""

from siyu.runtime.http.asking import Asked, SignIn, TheHouse, needs, public
from siyu.runtime.http.factory import create_app, situation_answer
from siyu.runtime.http.shapes import Paged, PageOut, Shape
from siyu.runtime.http.strictness import DayTime, Moment

__all__ = [
    "Asked",
    "DayTime",
    "Moment",
    "PageOut",
    "Paged",
    "Shape",
    "SignIn",
    "TheHouse",
    "create_app",
    "needs",
    "public",
    "situation_answer",
]
