package io.mesosframework.client.codec;

import com.google.protobuf.Descriptors.FieldDescriptor;
import io.mesosframework.client.codec.JsonReader.UnfitException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;

/** Numbers as JSON writes them, and as values of fields (PROTOCOL A47). */
final class JsonNumbers {

    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");

    private static final BigInteger UINT64_MAX = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

    /** More digits than any 64-bit number has: what is longer need not be worked out to be out of range. */
    private static final int MAX_INTEGER_TEXT = 24;

    /** No text as short as this is beyond the doubles: 1e308 is within. */
    private static final int SURELY_FINITE = 4;

    private JsonNumbers() {}

    /**
     * Whatever it is for, a number has to be one that a double can come near.
     *
     * @throws CodecException if it is beyond that
     */
    static void requireRange(JsonParser parser) {
        if (parser.getStringLength() > SURELY_FINITE && !Double.isFinite(Double.parseDouble(parser.getString()))) {
            throw JsonCodec.malformed("Value out of range", null);
        }
    }

    /** A string as a number; infinities and, beyond what Mesos reads, NaN have names. */
    static Object parse(FieldDescriptor field, String text) throws UnfitException {
        if (isFloating(field) && isNamed(text)) {
            return floating(field, Double.parseDouble(text));
        }
        if (text.length() > 1000 || !NUMBER.matcher(text).matches()) {
            throw new UnfitException("Failed to parse '" + text + "' as a JSON number for field '" + field.getName()
                    + "': syntax error at line 1 near: " + text);
        }
        Object value = fit(field, text);
        if (value == null) {
            throw new UnfitException("Not expecting a JSON string for field '" + field.getName() + "'");
        }
        return value;
    }

    /**
     * A JSON number as the field's type, or null if the field is not numeric. A fraction is cut off where the field holds
     * integers, as Mesos does; what is out of the field's range is refused, where Mesos would wrap it around.
     */
    static @Nullable Object fit(FieldDescriptor field, String number) throws UnfitException {
        return switch (field.getType()) {
            case DOUBLE -> Double.valueOf(number);
            case FLOAT -> Float.valueOf(number);
            case INT32, SINT32, SFIXED32 -> (int) ranged(field, number, Integer.MIN_VALUE, Integer.MAX_VALUE);
            case UINT32, FIXED32 -> (int) ranged(field, number, 0, 0xffff_ffffL);
            case INT64, SINT64, SFIXED64 -> ranged(field, number, Long.MIN_VALUE, Long.MAX_VALUE);
            case UINT64, FIXED64 -> unsigned(field, number);
            default -> null;
        };
    }

    /** The name of a value that JSON has no number for, or null. */
    static @Nullable String name(double value) {
        return Double.isFinite(value) ? null : Double.toString(value);
    }

    /**
     * The shortest text that reads back as the same number, in the digits' places where they are not too many: Java would
     * write 1.795384295689E9 where Mesos writes 1795384295.689.
     *
     * @param shortest the number as Java writes it
     */
    static String text(double value, String shortest) {
        double size = Math.abs(value);
        if (shortest.indexOf('E') < 0 || size < 1e-4 || size >= 1e15) {
            return shortest;
        }
        String plain = new BigDecimal(shortest).toPlainString();
        return plain.indexOf('.') < 0 ? plain + ".0" : plain;
    }

    private static boolean isNamed(String text) {
        return text.equals("Infinity") || text.equals("-Infinity") || text.equals("NaN");
    }

    private static boolean isFloating(FieldDescriptor field) {
        return field.getJavaType() == FieldDescriptor.JavaType.DOUBLE
                || field.getJavaType() == FieldDescriptor.JavaType.FLOAT;
    }

    private static Object floating(FieldDescriptor field, double value) {
        return field.getJavaType() == FieldDescriptor.JavaType.FLOAT ? (Object) (float) value : (Object) value;
    }

    private static long ranged(FieldDescriptor field, String number, long least, long greatest) throws UnfitException {
        BigInteger value = integer(field, number);
        if (value.bitLength() > 63 || value.longValue() < least || value.longValue() > greatest) {
            throw outOfRange(field, number);
        }
        return value.longValue();
    }

    private static Long unsigned(FieldDescriptor field, String number) throws UnfitException {
        BigInteger value = integer(field, number);
        if (value.signum() < 0 || value.compareTo(UINT64_MAX) > 0) {
            throw outOfRange(field, number);
        }
        return value.longValue();
    }

    private static BigInteger integer(FieldDescriptor field, String number) throws UnfitException {
        if (number.length() <= MAX_INTEGER_TEXT && isDigits(number)) {
            return number.length() <= 18 ? BigInteger.valueOf(Long.parseLong(number)) : new BigInteger(number);
        }
        double value = Double.parseDouble(number);
        if (Math.abs(value) > 0x1p64) {
            throw outOfRange(field, number);
        }
        return BigDecimal.valueOf(value).toBigInteger();
    }

    private static boolean isDigits(String number) {
        for (int i = number.startsWith("-") ? 1 : 0; i < number.length(); i++) {
            if (number.charAt(i) < '0' || number.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    private static UnfitException outOfRange(FieldDescriptor field, String number) {
        return new UnfitException("The number " + number + " is out of range for field '" + field.getName() + "'");
    }
}
