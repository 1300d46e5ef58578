from learning.certificates.models.certificates import Certificate, CertificateEvent
from learning.certificates.models.designs import CertificateDesign

__all__ = ["Certificate", "CertificateDesign", "CertificateEvent"]
