package io.mesosframework.embedded.internal.master;

import io.mesosframework.protocol.DomainInfo;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a master's flags say of who may have what; the defaults are Mesos' own.
 *
 * @param minAllocatable less than any of these is not offered (PROTOCOL F5); empty for no minimum
 * @param filterGpus whether agents with GPUs are for frameworks that ask for GPUs (PROTOCOL B177)
 * @param domain where the master stands (PROTOCOL D42)
 * @param roles the only roles there are; empty for any (PROTOCOL B16)
 * @param rootSubmissions whether frameworks may run as root (PROTOCOL B18)
 * @param maxRegexProgram the longest program of a regular expression in offer constraints (PROTOCOL B42)
 */
public record AllocationRules(
        List<Quantities> minAllocatable,
        boolean filterGpus,
        Optional<DomainInfo> domain,
        Optional<Set<String>> roles,
        boolean rootSubmissions,
        int maxRegexProgram) {

    public static final AllocationRules DEFAULT = new AllocationRules(
            List.of(Quantities.parse("cpus:0.01"), Quantities.parse("mem:32")),
            true,
            Optional.empty(),
            Optional.empty(),
            true,
            100);

    /** @param text as for Mesos' own `--min_allocatable_resources`: {@code cpus:0.01|mem:32}; empty for no minimum */
    public AllocationRules withMinAllocatable(String text) {
        List<Quantities> minima = text.isEmpty()
                ? List.of()
                : List.of(text.split("\\|", -1)).stream().map(Quantities::parse).toList();
        return new AllocationRules(minima, filterGpus, domain, roles, rootSubmissions, maxRegexProgram);
    }

    public AllocationRules withFilterGpus(boolean filter) {
        return new AllocationRules(minAllocatable, filter, domain, roles, rootSubmissions, maxRegexProgram);
    }

    public AllocationRules withDomain(DomainInfo of) {
        return new AllocationRules(
                minAllocatable, filterGpus, Optional.of(of), roles, rootSubmissions, maxRegexProgram);
    }

    public AllocationRules withRoles(Set<String> only) {
        return new AllocationRules(
                minAllocatable, filterGpus, domain, Optional.of(Set.copyOf(only)), rootSubmissions, maxRegexProgram);
    }

    public AllocationRules withRootSubmissions(boolean allowed) {
        return new AllocationRules(minAllocatable, filterGpus, domain, roles, allowed, maxRegexProgram);
    }

    boolean isRole(String role) {
        return role.equals("*") || roles.map(known -> known.contains(role)).orElse(true);
    }
}
