"""What is new -> who wants it -> outbox -> delivery.

`check` looks at the working database and puts what each subscription wants into a private outbox; `send` delivers it.
Either can be killed at any point and run again. Subscribers never enter the public file.
"""

from tagih.alerts.checking import CheckSummary, check
from tagih.alerts.config import Config, load_config
from tagih.alerts.sending import SendSummary, send

__all__ = ["CheckSummary", "Config", "SendSummary", "check", "load_config", "send"]
