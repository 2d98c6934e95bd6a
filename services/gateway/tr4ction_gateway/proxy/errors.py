"""The problems of passing a request on."""

from __future__ import annotations

from tr4ction_common.languages import Text
from tr4ction_common.problems import ProblemType

GATEWAY_REFUSED = ProblemType(
    "gateway_refused",
    502,
    Text("Configuração interna incorreta", "Wrong internal configuration"),
    Text(
        "O serviço {service} não aceitou o gateway. Informe o request_id ao suporte.",
        "The {service} service did not accept the gateway. Give the request_id to support.",
    ),
)

PROBLEMS = (GATEWAY_REFUSED,)
