"""Greeting a new customer: one code, one use, 20 seconds."""

from simulator.wecom.call import EXTERNAL, Answer, Area, Call
from simulator.wecom.content import hash_content, read_content
from simulator.wecom.errors import WeComError

area = Area()
LIFE_SECONDS = 20.0


@area.post("externalcontact/send_welcome_msg", EXTERNAL)
def send_welcome(call: Call) -> Answer:
    """Send the welcome message. Bad content does not use up the code."""
    code = call.need_text("welcome_code", missing=41049)
    text, attachments = read_content(call)
    welcome = call.world.welcomes.get(code)
    if welcome is None:
        raise WeComError(41050)
    if welcome.used_at or welcome.killed:
        raise WeComError(41051)
    age = call.now - welcome.issued_at
    if age > LIFE_SECONDS:
        raise WeComError(41050)
    welcome.used_at, welcome.text, welcome.attachments = call.now, text.get("content", ""), attachments
    call.world.open_welcome.pop((welcome.userid.lower(), welcome.external_userid), None)
    call.world.keep("welcome", welcome)
    call.note(
        "welcome",
        welcome.external_userid,
        subject=code,
        content=hash_content(call, text, attachments),
        userid=welcome.userid,
        age_s=round(age, 3),
        text=text.get("content", ""),
        attachments=len(attachments),
    )
    return {}
