package io.mesosframework.scheduler.application;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads what each slot of an application takes of an agent. */
final class ResourcesReader {

    /** The word for a limit that is none. */
    static final String UNLIMITED = "unlimited";

    private static final DiskNeed ANY_DISK = DiskNeed.root(1);

    private final Problems problems;

    ResourcesReader(Problems problems) {
        this.problems = problems;
    }

    Optional<ResourceNeeds> read(Fields fields) {
        fields.require("cpu");
        fields.require("mem");
        BigDecimal cpus = fields.number("cpu").orElse(BigDecimal.ONE);
        BigDecimal mem = fields.number("mem").orElse(BigDecimal.ONE);
        Optional<Fields> ofDisk = fields.object("disk", Vocabulary.DISK);
        DiskNeed disk = ofDisk.map(of -> disk(of).orElse(ANY_DISK)).orElse(DiskNeed.NONE);
        Reservation reservation = new ReservationReader(problems).read(fields, ofDisk);
        PortNeeds ports =
                fields.object("ports", Vocabulary.PORTS).flatMap(this::ports).orElse(PortNeeds.NONE);
        int gpus = fields.whole("gpus", 0, Rules.MAX_GPUS).orElse(0);
        Map<String, NamedNeed> named = fields.eachByName("named", this::named);
        Optional<String> role = fields.text("role");
        return make(
                fields,
                () -> ResourceNeeds.of(cpus, mem, role)
                        .withDisk(disk)
                        .withPorts(ports)
                        .withGpus(gpus)
                        .withNamed(named)
                        .withReservation(reservation));
    }

    private Optional<DiskNeed> disk(Fields fields) {
        fields.require("size");
        BigDecimal size = fields.number("size").orElse(BigDecimal.ONE);
        Optional<DiskSource> source =
                fields.object("source", Vocabulary.DISK_SOURCE).flatMap(this::source);
        return make(fields, () -> DiskNeed.of(size, source));
    }

    private Optional<DiskSource> source(Fields fields) {
        fields.require("type");
        Optional<DiskSource.Type> type = fields.word("type", DiskSource.Type.values(), DiskSource.Type::text);
        Optional<String> path = fields.text(DiskSource.Type.PATH.text());
        Optional<String> mount = fields.text(DiskSource.Type.MOUNT.text());
        if (type.isEmpty()) {
            return Optional.empty();
        }
        String other = type.get() == DiskSource.Type.PATH ? "mount" : "path";
        if (fields.has(other)) {
            fields.problem(
                    other,
                    "is for another type of disk: of this one, say "
                            + type.get().text());
        }
        Optional<String> root = type.get() == DiskSource.Type.PATH ? path : mount;
        return make(fields, () -> new DiskSource(type.get(), root));
    }

    private Optional<PortNeeds> ports(Fields fields) {
        List<Integer> fixed = fields.wholes("fixed", 1, Rules.MAX_PORT);
        int count = fields.whole("count", 0, PortNeeds.MOST).orElse(0);
        boolean contiguous = fields.flag("contiguous").orElse(false);
        if (fields.has("contiguous") && !fields.has("count")) {
            fields.problem("contiguous", "needs count: it says how many ports follow each other");
        }
        return make(fields, () -> new PortNeeds(fixed, count, contiguous));
    }

    private @Nullable NamedNeed named(JsonNode node, String path) {
        if (node.isNumber()) {
            return problems.make(path, () -> NamedNeed.Amount.of(node.decimalValue()));
        }
        int before = problems.asList().size();
        Fields fields = Fields.of(node, Vocabulary.NAMED, path, problems);
        if (fields == null) {
            return null;
        }
        List<String> ranges = fields.textsOr("ranges", "0");
        List<String> items = fields.textsOr("items", "any");
        int count = fields.whole("count", 1, NamedNeed.MOST).orElse(1);
        if (problems.asList().size() > before) {
            return null;
        }
        if (Vocabulary.NAMED.fields().stream().filter(fields::has).count() != 1) {
            problems.add(path, "must be a number, or have one of " + String.join(", ", Vocabulary.NAMED.fields()));
            return null;
        }
        return problems.make(
                path,
                () -> fields.has("ranges")
                        ? NamedNeed.Numbers.parse(ranges)
                        : fields.has("items") ? new NamedNeed.Items(items) : new NamedNeed.Any(count));
    }

    static ResourceLimits limits(Fields fields) {
        return new ResourceLimits(limit(fields, "cpu"), limit(fields, "mem"));
    }

    private static long limit(Fields fields, String name) {
        if (fields.isNumber(name)) {
            BigDecimal value = fields.number(name).orElse(BigDecimal.ONE);
            String fault = Rules.quantity(value);
            if (fault != null) {
                fields.problem(name, fault);
                return 0;
            }
            return ResourceNeeds.millis(value);
        }
        boolean unlimited =
                fields.exactWord(name, new String[] {UNLIMITED}, word -> word).isPresent();
        return unlimited ? ResourceLimits.UNLIMITED : 0;
    }

    private <T> Optional<T> make(Fields fields, Supplier<T> maker) {
        return Optional.ofNullable(problems.make(fields.path(), maker));
    }
}
