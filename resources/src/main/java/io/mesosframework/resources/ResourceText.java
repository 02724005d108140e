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
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Resources as text, in and out (PROTOCOL D38, D39). */
final class ResourceText {

    private static final Pattern ENTRY = Pattern.compile("([^():]+)(?:\\(([^()]*)\\))?:([^:]+)");
    private static final Pattern NUMBER = Pattern.compile("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?");
    private static final Pattern RANGE = Pattern.compile("([0-9]{1,20})-([0-9]{1,20})");

    private ResourceText() {}

    static List<Resource> parse(String text, String defaultRole) {
        List<Resource> resources = new ArrayList<>();
        Map<String, Value.Type> types = new HashMap<>();
        for (String entry : text.replace(" ", "").split(";")) {
            if (!entry.isEmpty()) {
                Resource resource = parseEntry(entry, defaultRole);
                Value.Type earlier = types.putIfAbsent(resource.getName(), resource.getType());
                if (earlier != null && earlier != resource.getType()) {
                    throw malformed(entry, "'" + resource.getName() + "' was of type " + earlier + " before");
                }
                resources.add(resource);
            }
        }
        return resources;
    }

    private static Resource parseEntry(String entry, String defaultRole) {
        Matcher matcher = ENTRY.matcher(entry);
        if (!matcher.matches()) {
            throw malformed(entry, "expected name:value or name(role):value");
        }
        String role = matcher.group(2) == null ? defaultRole : matcher.group(2);
        Roles.error(role).ifPresent(error -> {
            throw malformed(entry, error);
        });
        Resource.Builder resource = Resource.newBuilder().setName(matcher.group(1));
        if (!role.equals(Roles.DEFAULT)) {
            resource.addReservations(ReservationInfo.newBuilder()
                    .setType(ReservationInfo.Type.STATIC)
                    .setRole(role));
        }
        parseValue(entry, matcher.group(3), resource);
        return resource.build();
    }

    private static void parseValue(String entry, String value, Resource.Builder resource) {
        if (value.startsWith("[") && value.endsWith("]")) {
            resource.setType(Value.Type.RANGES).setRanges(parseRanges(entry, inside(value)));
        } else if (value.startsWith("{") && value.endsWith("}")) {
            resource.setType(Value.Type.SET).setSet(parseSet(entry, inside(value)));
        } else if (NUMBER.matcher(value).matches()) {
            resource.setType(Value.Type.SCALAR)
                    .setScalar(Value.Scalar.newBuilder().setValue(Double.parseDouble(value)));
        } else {
            throw malformed(entry, "a value is a number, ranges such as [31000-32000] or a set such as {a,b}");
        }
    }

    private static Value.Ranges parseRanges(String entry, String list) {
        Value.Ranges.Builder ranges = Value.Ranges.newBuilder();
        for (String range : list.split(",", list.isEmpty() ? 0 : -1)) {
            if (list.isEmpty()) {
                break;
            }
            Matcher matcher = RANGE.matcher(range);
            if (!matcher.matches()) {
                throw malformed(entry, "'" + range + "' is no range; write begin-end");
            }
            try {
                ranges.addRange(Value.Range.newBuilder()
                        .setBegin(Long.parseUnsignedLong(matcher.group(1)))
                        .setEnd(Long.parseUnsignedLong(matcher.group(2))));
            } catch (NumberFormatException e) {
                throw malformed(entry, "'" + range + "' is beyond 64 bits");
            }
        }
        return ranges.build();
    }

    private static Value.Set parseSet(String entry, String list) {
        Set<String> items = new LinkedHashSet<>();
        for (String item : list.split(",")) {
            if (!item.isEmpty() && !items.add(item)) {
                throw malformed(entry, "'" + item + "' is there twice");
            }
        }
        return Value.Set.newBuilder().addAllItem(items).build();
    }

    private static String inside(String bracketed) {
        return bracketed.substring(1, bracketed.length() - 1);
    }

    private static MalformedValueException malformed(String entry, String why) {
        return new MalformedValueException("Not a resource: '" + entry + "': " + why);
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
        if (source.hasId() || source.hasProfile()) {
            return source.getType() + "(" + source.getVendor() + "," + source.getId() + "," + source.getProfile() + ")";
        }
        String root = source.getPath().getRoot() + source.getMount().getRoot(); // one of them at most
        return root.isEmpty() ? source.getType().toString() : source.getType() + ":" + root;
    }

    private static String print(Volume volume) {
        return volume.hasHostPath()
                ? volume.getHostPath() + ":" + volume.getContainerPath()
                : volume.getContainerPath();
    }
}
