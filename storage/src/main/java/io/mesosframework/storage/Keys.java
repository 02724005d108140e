package io.mesosframework.storage;

import java.util.Comparator;
import java.util.Optional;

/**
 * What a key is: parts of printable Unicode with {@code /} between them, such as {@code tasks/web/0}. No part is empty, so
 * there is no {@code /} at either end; blanks are allowed, control characters are not; at most
 * {@value Storage#MAX_KEY_BYTES} bytes of UTF-8. A prefix is the beginning of a key, and may be empty or end with {@code /}.
 */
public final class Keys {

    /** By code point, which is the order of their bytes in UTF-8 (and not {@link String#compareTo}). */
    public static final Comparator<String> ORDER = Keys::compare;

    private Keys() {}

    /**
     * Returns the key.
     *
     * @throws StorageException {@link StorageException.Kind#INVALID} if it is none
     */
    public static String check(String key) {
        checkPrefix(key);
        if (key.isEmpty() || key.endsWith("/")) {
            throw invalid("A key must not be empty or end with '/'", key);
        }
        return key;
    }

    /**
     * Returns the prefix.
     *
     * @throws StorageException {@link StorageException.Kind#INVALID} if no key could start with it
     */
    public static String checkPrefix(String prefix) {
        int bytes = utf8Length(prefix);
        if (bytes > Storage.MAX_KEY_BYTES) {
            throw invalid("A key has at most " + Storage.MAX_KEY_BYTES + " bytes, not " + bytes, prefix);
        }
        if (prefix.startsWith("/") || prefix.contains("//")) {
            throw invalid("The parts between the '/' of a key must not be empty", prefix);
        }
        return prefix;
    }

    /**
     * The smallest text, in {@link #ORDER}, above every key with this prefix: for drivers that range from one key to another.
     * Empty if there is none, as for the empty prefix.
     */
    public static Optional<String> afterPrefix(String prefix) {
        int end = prefix.length();
        while (end > 0) {
            int last = prefix.codePointBefore(end);
            end -= Character.charCount(last);
            if (last < Character.MAX_CODE_POINT) {
                int next = last + 1 == Character.MIN_SURROGATE ? Character.MAX_SURROGATE + 1 : last + 1;
                return Optional.of(prefix.substring(0, end) + Character.toString(next));
            }
        }
        return Optional.empty();
    }

    static int utf8Length(String key) {
        int bytes = 0;
        for (int i = 0; i < key.length(); i++) {
            char c = key.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < key.length() && Character.isLowSurrogate(key.charAt(i + 1))) {
                bytes += 4;
                i++;
            } else if (Character.isISOControl(c) || Character.isSurrogate(c)) {
                throw invalid("A key has printable characters only, not " + String.format("U+%04X", (int) c), key);
            } else {
                bytes += c < 0x80 ? 1 : c < 0x800 ? 2 : 3;
            }
        }
        return bytes;
    }

    private static int compare(String left, String right) {
        int common = Math.min(left.length(), right.length());
        for (int i = 0; i < common; i++) {
            char l = left.charAt(i);
            char r = right.charAt(i);
            if (l != r) {
                // Surrogates stand for code points above all others, yet below U+E000 in a char.
                boolean sameKind = Character.isSurrogate(l) == Character.isSurrogate(r);
                return sameKind ? Character.compare(l, r) : Character.isSurrogate(l) ? 1 : -1;
            }
        }
        return Integer.compare(left.length(), right.length());
    }

    private static StorageException invalid(String why, String key) {
        String shown = key.length() <= 64 ? key : key.substring(0, 64) + "…";
        return StorageException.invalid(why + ": '" + shown.replaceAll("\\p{Cntrl}", "?") + "'");
    }
}
