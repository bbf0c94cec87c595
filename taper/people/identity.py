"""Who somebody is to a provider of single sign-on."""

from pydantic import BaseModel, Field


class Identity(BaseModel, frozen=True):
    """A provider, and the name that it never gives to anybody else; not an e-mail address."""

    issuer: str = Field(min_length=1, max_length=255)
    subject: str = Field(min_length=1, max_length=255)  # OpenID Connect Core 1.0 §2
