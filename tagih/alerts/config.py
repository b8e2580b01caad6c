"""alerts.toml, checked hard: who wants what, and where it goes. `example.toml` beside this file shows every key."""

from __future__ import annotations

import difflib
import ipaddress
import re
import tomllib
from collections.abc import Mapping
from email.utils import parseaddr
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from tagih.records import VocabularyError
from tagih.records.toml_lines import line_of
from tagih.vocabulary.places import regions, resolve
from tagih.vocabulary.topics import topics

COUNTRY = "00"
ADDRESS = re.compile(r"[^\s@<>()\[\],;:\\\"\x00-\x1f\x7f]{1,64}@[A-Za-z0-9.-]{1,253}")


def _one_line(text: str) -> str:
    if not text.strip() or any(not c.isprintable() for c in text):
        raise ValueError("must be one line of text")
    return text.strip()


def _address(text: str) -> str:
    if not ADDRESS.fullmatch(text):
        raise ValueError(f"{text!r} is no e-mail address")
    return text


def _sender(text: str) -> str:
    _address(parseaddr(_one_line(text))[1])
    return text


def _region(name: str) -> str:
    if name in (COUNTRY, "Indonesia"):
        return COUNTRY
    code = name if name in regions() else resolve(name)
    if code is None:
        same = [r for r in regions().values() if name.casefold() in (r.short.casefold(), *(a.casefold() for a in r.aliases))]
        if same:
            raise ValueError(f"{name!r} is {' and '.join(f'{r.name} ({r.code})' for r in same)}: write the code")
        near = difflib.get_close_matches(name, [r.name for r in regions().values()], n=1)
        raise ValueError(f"no region is called {name!r}" + (f"; did you mean {near[0]!r}?" if near else ""))
    return code


def _topic(name: str) -> str:
    known = topics().topics
    if name not in known:
        raise ValueError(f"no topic is called {name!r}; there are {', '.join(sorted(known))}")
    return name


def _hook(url: str) -> str:
    parts = urlsplit(_one_line(url))
    if parts.scheme not in ("https", "http") or not parts.hostname or any(c.isspace() for c in url):
        raise ValueError("must be an https address")
    if parts.username or parts.password:
        raise ValueError("must not carry a user or password")
    return url


Line = Annotated[str, Field(max_length=200), AfterValidator(_one_line)]
Region = Annotated[str, AfterValidator(_region)]
Topic = Annotated[str, AfterValidator(_topic)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Smtp(_Strict):
    """The operator's mail server. Without TLS only on this machine: passwords and addresses do not cross a network in the clear."""

    host: Line
    port: int = Field(587, ge=1, le=65535)
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: Line | None = None
    password_env: str | None = Field(None, pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")
    sender: Annotated[str, AfterValidator(_sender)] = Field(alias="from")

    @model_validator(mode="after")
    def _check(self) -> Smtp:
        if (self.user is None) != (self.password_env is None):
            raise ValueError("user and password_env go together")
        if self.security == "none" and not is_this_machine(self.host):
            raise ValueError('security = "none" is only for a server on this machine')
        return self


class Email(_Strict):
    """One address: two addresses are two subscriptions, so that a failure at one is no second copy for the other."""

    kind: Literal["email"]
    to: Annotated[str, AfterValidator(_address)]


class Webhook(_Strict):
    """A POST to a fixed address. `private` lets it be inside the operator's own network; then http will do."""

    kind: Literal["webhook"]
    url: Annotated[str, AfterValidator(_hook)]
    private: bool = False

    @model_validator(mode="after")
    def _check(self) -> Webhook:
        if not self.private and not self.url.startswith("https:"):
            raise ValueError("url must be https (or set private = true for an address in your own network)")
        return self


class Subscription(_Strict):
    """Who wants what. A commitment fits where it fits every filter that is given: any word, any region, any topic."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")
    name: Line | None = None
    words: tuple[Line, ...] = ()
    regions: tuple[Region, ...] = ()
    topics: tuple[Topic, ...] = ()
    channel: Annotated[Email | Webhook, Field(discriminator="kind")]

    @model_validator(mode="after")
    def _check(self) -> Subscription:
        if not (self.words or self.regions or self.topics):
            raise ValueError('needs words, regions or topics (regions = ["Indonesia"] is everything)')
        return self

    @property
    def shown(self) -> str:
        """What a message calls it."""
        return self.name or self.id


class Config(_Strict):
    """The whole file."""

    smtp: Smtp | None = None
    subscriptions: tuple[Subscription, ...] = ()


def is_this_machine(host: str) -> bool:
    """Whether a host name or address means this machine, without asking the network."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def load_config(path: Path) -> Config:
    """Read and check alerts.toml. Raises VocabularyError naming file, line and remedy."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise VocabularyError(
            "there is no such file", where=str(path), remedy="Copy tagih/alerts/example.toml there, or name another: --alerts FILE."
        ) from None
    except (OSError, UnicodeDecodeError) as e:
        raise VocabularyError(f"cannot be read: {e}", where=str(path), remedy="Make it a UTF-8 file that you may read.") from e
    return parse_config(text, where=str(path))


def parse_config(text: str, *, where: str) -> Config:
    """The text of an alerts file -> Config. Raises VocabularyError."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as e:
        line = re.search(r"at line (\d+)", str(e))
        raise VocabularyError(f"is no TOML: {e}", where=f"{where}:{line[1] if line else 1}", remedy="Correct the syntax.") from None
    try:
        config = Config.model_validate(raw)
    except ValidationError as e:
        first = e.errors()[0]
        keys = tuple(k for k in first["loc"] if k not in ("email", "webhook"))
        name = ".".join(map(str, keys)) or "the file"
        what = first["msg"].removeprefix("Value error, ")
        raise VocabularyError(f"{name}: {what}", where=f"{where}:{line_of(text, keys)}", remedy=_remedy(first)) from None
    seen: set[str] = set()
    for i, s in enumerate(config.subscriptions):
        at = f"{where}:{line_of(text, ('subscriptions', i, 'id'))}"
        if s.id in seen:
            raise VocabularyError(f"two subscriptions have the id {s.id!r}", where=at, remedy="Give each its own id.")
        if s.channel.kind == "email" and config.smtp is None:
            raise VocabularyError(
                f"{s.id} wants e-mail and no mail server is named", where=at, remedy="Add a table [smtp] with host and from."
            )
        seen.add(s.id)
    return config


def _remedy(error: Mapping[str, Any]) -> str:
    keys = [k for k in error["loc"] if isinstance(k, str)]
    model: type[BaseModel] = Config
    if keys and keys[0] == "smtp":
        model = Smtp
    elif "channel" in keys[:-1]:
        model = Webhook if "webhook" in keys else Email
    elif keys and keys[0] == "subscriptions" and len(error["loc"]) > 1:
        model = Subscription
    allowed = sorted(field.alias or name for name, field in model.model_fields.items())
    if error["type"] == "extra_forbidden":
        near = difflib.get_close_matches(keys[-1], allowed, n=1)
        return f"Did you mean {near[0]!r}?" if near else f"Remove it, or use one of: {', '.join(allowed)}."
    if error["type"] == "missing":
        return f"Add {keys[-1]!r}; tagih/alerts/example.toml shows how."
    return "Correct it; tagih/alerts/example.toml shows every key."
