"""What an action of this room may refuse, each refusal with its own name."""


class CertificateError(Exception):
    """Something was refused for a reason that a person can be told."""


class NotRevocable(CertificateError):  # noqa: N818  (a refusal is named for the rule it keeps)
    """Only a valid certificate can be revoked or replaced."""


class NotRevoked(CertificateError):  # noqa: N818
    """Only a revoked certificate can be reinstated."""


class ReasonMissing(CertificateError):  # noqa: N818
    """Whatever is done to a certificate needs a reason that others can read later."""


class KeptForEver(CertificateError):  # noqa: N818
    """An issued certificate is never deleted and its file never changed."""
