package io.mesosframework.resources;

import io.mesosframework.protocol.Label;
import io.mesosframework.protocol.Labels;
import io.mesosframework.protocol.Resource;
import io.mesosframework.protocol.Resource.DiskInfo;
import io.mesosframework.protocol.Resource.ReservationInfo;
import io.mesosframework.protocol.Value;
import io.mesosframework.protocol.Volume;
import io.mesosframework.utils.MalformedValueException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Resources as text, in and out (PROTOCOL D38, D39). */
final class ResourceText {

    private ResourceText() {}

    /** Each as it is written, in order; the words of what is wrong are those of Mesos. */
    static List<Resource> parse(String text, String defaultRole) {
        List<Resource> resources = new ArrayList<>();
        for (String entry : tokens(text, ";")) {
            resources.add(parseEntry(entry, defaultRole));
        }
        for (Resource resource : resources) {
            ResourceValidation.reason(resource).ifPresent(reason -> {
                throw new MalformedValueException(reason);
            });
        }
        return resources;
    }

    private static Resource parseEntry(String entry, String defaultRole) {
        List<String> pair = tokens(entry, ":");
        if (pair.size() != 2) {
            throw new MalformedValueException("Bad value for resources, missing or extra ':' in " + entry);
        }
        String name = pair.get(0).strip();
        String role = defaultRole;
        int open = pair.get(0).indexOf('(');
        if (open >= 0) {
            int close = pair.get(0).indexOf(')');
            if (close < open) {
                throw new MalformedValueException("Bad value for resources, mismatched parentheses in " + entry);
            }
            name = pair.get(0).substring(0, open).strip();
            role = pair.get(0).substring(open + 1, close).strip();
        }
        Resource.Builder resource = Resource.newBuilder().setName(name);
        if (!role.equals(Roles.DEFAULT)) {
            resource.addReservations(ReservationInfo.newBuilder()
                    .setType(ReservationInfo.Type.STATIC)
                    .setRole(role));
        }
        parseValue(name, pair.get(1), resource);
        return resource.build();
    }

    private static void parseValue(String name, String text, Resource.Builder resource) {
        Value value;
        try {
            value = ValueText.parse(text);
        } catch (MalformedValueException e) {
            throw new MalformedValueException(
                    "Failed to parse resource " + name + " value " + text + " error " + e.getMessage());
        }
        switch (value.getType()) {
            case SCALAR -> resource.setType(value.getType()).setScalar(value.getScalar());
            case RANGES -> resource.setType(value.getType()).setRanges(value.getRanges());
            case SET -> resource.setType(value.getType()).setSet(value.getSet());
            case TEXT ->
                throw new MalformedValueException("Bad type for resource " + name + " value " + text + " type TEXT");
        }
    }

    private static List<String> tokens(String text, String delimiter) {
        return Arrays.stream(text.split(delimiter, -1))
                .filter(token -> !token.isEmpty())
                .toList();
    }

    static String print(List<Holding> holdings) {
        return holdings.stream().map(ResourceText::print).collect(Collectors.joining("; "));
    }

    private static String print(Holding holding) {
        String text = printKind(holding.kind().resource()) + ":" + holding.amount();
        return holding.kind().isShared() ? text + "<" + holding.copies() + ">" : text;
    }

    /** One that may be invalid; the older format's reservation does not show. */
    static String print(Resource resource) {
        String amount = switch (resource.getType()) {
            case SCALAR -> scalar(resource.getScalar().getValue());
            case RANGES -> ranges(resource.getRanges());
            case SET -> resource.getSet().getItemList().stream().collect(Collectors.joining(", ", "{", "}"));
            default -> resource.getType().toString();
        };
        return printKind(resource) + ":" + amount;
    }

    private static String scalar(double value) {
        return Double.isFinite(value)
                ? BigDecimal.valueOf(value)
                        .setScale(3, RoundingMode.HALF_UP)
                        .stripTrailingZeros()
                        .toPlainString()
                : String.valueOf(value);
    }

    private static String ranges(Value.Ranges ranges) {
        return ranges.getRangeList().stream()
                .map(range -> Long.toUnsignedString(range.getBegin()) + "-" + Long.toUnsignedString(range.getEnd()))
                .collect(Collectors.joining(", ", "[", "]"));
    }

    private static String printKind(Resource resource) {
        StringBuilder text = new StringBuilder(resource.getName());
        if (resource.hasAllocationInfo()) {
            text.append("(allocated: ")
                    .append(resource.getAllocationInfo().getRole())
                    .append(')');
        }
        if (resource.getReservationsCount() > 0) {
            text.append(resource.getReservationsList().stream()
                    .map(ResourceText::print)
                    .collect(Collectors.joining(",", "(reservations: [", "])")));
        }
        if (resource.hasDisk()) {
            text.append('[').append(print(resource.getDisk())).append(']');
        }
        if (resource.hasRevocable()) {
            text.append("{REV}");
        }
        if (resource.hasShared()) {
            text.append("<SHARED>");
        }
        return text.toString();
    }

    private static String print(ReservationInfo reservation) {
        StringBuilder text =
                new StringBuilder("(").append(reservation.getType()).append(',').append(reservation.getRole());
        if (reservation.hasPrincipal()) {
            text.append(',').append(reservation.getPrincipal());
        }
        if (reservation.hasLabels()) {
            text.append(',').append(print(reservation.getLabels()));
        }
        return text.append(')').toString();
    }

    static String print(Labels labels) {
        return labels.getLabelsList().stream().map(ResourceText::print).collect(Collectors.joining(", ", "{", "}"));
    }

    private static String print(Label label) {
        return label.hasValue() ? label.getKey() + ": " + label.getValue() : label.getKey();
    }

    private static String print(DiskInfo disk) {
        List<String> parts = new ArrayList<>();
        if (disk.hasSource()) {
            parts.add(print(disk.getSource()));
        }
        if (disk.hasPersistence()) {
            parts.add(disk.getPersistence().getId());
        }
        String text = String.join(",", parts);
        return disk.hasVolume() ? text + ":" + print(disk.getVolume()) : text;
    }

    /** A disk of a storage plugin by its id and profile, any other by its place. */
    private static String print(DiskInfo.Source source) {
        String text = source.getType().toString();
        if (source.getType() == DiskInfo.Source.Type.UNKNOWN) {
            return text;
        }
        if (source.hasId() || source.hasProfile()) {
            return text + "(" + source.getVendor() + "," + source.getId() + "," + source.getProfile() + ")";
        }
        return switch (source.getType()) {
            case MOUNT ->
                source.getMount().hasRoot() ? text + ":" + source.getMount().getRoot() : text;
            case PATH ->
                source.getPath().hasRoot() ? text + ":" + source.getPath().getRoot() : text;
            default -> text;
        };
    }

    private static String print(Volume volume) {
        if (!volume.hasHostPath()) {
            return volume.getContainerPath();
        }
        String text = volume.getHostPath() + ":" + volume.getContainerPath();
        return volume.hasMode() ? text + ":" + volume.getMode().toString().toLowerCase(Locale.ROOT) : text;
    }
}
