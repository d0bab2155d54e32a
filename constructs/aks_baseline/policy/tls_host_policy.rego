# Refuses an Ingress that asks for TLS on a host outside the allowed domains.
#
# A host is inside a domain if it is that domain, or ends in a dot and that domain: evilcontoso.com is not inside
# contoso.com. Both come in lower case, as Kubernetes accepts no other host.
package k8scustomingresstlshostshavedefineddomainsuffix

violation[{"msg": msg}] {
  hosts := {host | host := input.review.object.spec.tls[_].hosts[_]}
  outside := {host | host := hosts[_]; not inside_an_allowed_domain(host)}
  count(outside) > 0
  msg := concat("", [
    "TLS hosts must be inside ",
    concat(", ", input.parameters.allowedDomainSuffixes),
    "; the ingress names ",
    concat(", ", sort(hosts)),
    ", of which these are outside: ",
    concat(", ", sort(outside)),
  ])
}

inside_an_allowed_domain(host) {
  host == input.parameters.allowedDomainSuffixes[_]
}

inside_an_allowed_domain(host) {
  domain := input.parameters.allowedDomainSuffixes[_]
  endswith(host, concat("", [".", domain]))
}
