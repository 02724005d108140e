package io.mesosframework.resources;

import io.mesosframework.protocol.Value;
import io.mesosframework.structures.RangeSet;
import io.mesosframework.utils.MalformedValueException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** A value as text, of the type that its shape says: for the flags of agents (PROTOCOL D38, D40). */
public final class ValueText {

    private static final Pattern NUMBER = Pattern.compile("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?");
    private static final Pattern HEXADECIMAL = Pattern.compile("0x[0-9a-fA-F]{1,15}");
    private static final Pattern NOT_FINITE = Pattern.compile("[+-]?(inf|infinity|nan)");

    private ValueText() {}

    /**
     * A scalar such as {@code 1.5}, ranges such as {@code [1-2,5-5]}, a set such as {@code {a,b}}, or else a text. Spaces do
     * not count.
     *
     * @throws MalformedValueException if it is none of them, in Mesos' words
     */
    public static Value parse(String text) {
        String value = text.replace(" ", "");
        if (value.isEmpty()) {
            throw new MalformedValueException("Expecting non-empty string");
        }
        if (!isBalanced(value, '{', '}') || !isBalanced(value, '[', ']') || !isBalanced(value, '(', ')')) {
            throw new MalformedValueException("Mismatched brackets");
        }
        if (value.startsWith("[")) {
            return ranges(tokens(value, "[\\[\\]\\-,\n]"));
        }
        if (value.contains("[")) {
            throw new MalformedValueException("Unexpected '[' found");
        }
        if (value.startsWith("{")) {
            return Value.newBuilder()
                    .setType(Value.Type.SET)
                    .setSet(Value.Set.newBuilder().addAllItem(tokens(value, "[{},\n]")))
                    .build();
        }
        if (value.contains("{")) {
            throw new MalformedValueException("Unexpected '{' found");
        }
        return scalarOrText(value);
    }

    private static boolean isBalanced(String text, char open, char close) {
        int depth = 0;
        for (int i = 0; i < text.length() && depth >= 0; i++) {
            depth += text.charAt(i) == open ? 1 : text.charAt(i) == close ? -1 : 0;
        }
        return depth == 0;
    }

    private static List<String> tokens(String text, String delimiters) {
        return Arrays.stream(text.split(delimiters))
                .filter(token -> !token.isEmpty())
                .toList();
    }

    /** Any two numbers make a range, whatever stands between them. */
    private static Value ranges(List<String> bounds) {
        if (bounds.size() % 2 != 0) {
            throw new MalformedValueException("Expecting one or more \"ranges\"");
        }
        List<Value.Range> ranges = new ArrayList<>();
        for (int i = 0; i < bounds.size(); i += 2) {
            try {
                ranges.add(Value.Range.newBuilder()
                        .setBegin(bound(bounds.get(i)))
                        .setEnd(bound(bounds.get(i + 1)))
                        .build());
            } catch (NumberFormatException e) {
                throw new MalformedValueException("Expecting non-negative integers in '" + bounds.get(i) + "'");
            }
        }
        return Value.newBuilder()
                .setType(Value.Type.RANGES)
                .setRanges(Value.Ranges.newBuilder().addAllRange(merged(ranges)))
                .build();
    }

    private static long bound(String text) {
        return HEXADECIMAL.matcher(text).matches()
                ? Long.parseUnsignedLong(text.substring(2), 16)
                : Long.parseUnsignedLong(text);
    }

    /** What ends before it begins stays as it is, to be found later. */
    private static List<Value.Range> merged(List<Value.Range> ranges) {
        if (ranges.stream().anyMatch(range -> Long.compareUnsigned(range.getBegin(), range.getEnd()) > 0)) {
            return ranges;
        }
        return RangeSet.of(ranges.stream()
                        .map(range -> new RangeSet.Range(range.getBegin(), range.getEnd()))
                        .toList())
                .ranges()
                .stream()
                .map(range -> Value.Range.newBuilder()
                        .setBegin(range.begin())
                        .setEnd(range.end())
                        .build())
                .toList();
    }

    private static Value scalarOrText(String value) {
        double number;
        if (NUMBER.matcher(value).matches()) {
            number = Double.parseDouble(value);
        } else if (NOT_FINITE.matcher(value.toLowerCase(Locale.ROOT)).matches()) {
            throw new MalformedValueException("Invalid scalar value '" + value + "':"
                    + (value.toLowerCase(Locale.ROOT).endsWith("nan")
                            ? "NaN not supported"
                            : "Infinite values not supported"));
        } else {
            return Value.newBuilder()
                    .setType(Value.Type.TEXT)
                    .setText(Value.Text.newBuilder().setValue(value))
                    .build();
        }
        if (number < 0) {
            throw new MalformedValueException("Invalid scalar value '" + value + "':Negative values not supported");
        }
        if (number != 0 && number < Double.MIN_NORMAL) {
            throw new MalformedValueException("Invalid scalar value '" + value + "':Subnormal values not supported");
        }
        return Value.newBuilder()
                .setType(Value.Type.SCALAR)
                .setScalar(Value.Scalar.newBuilder().setValue(number))
                .build();
    }
}
