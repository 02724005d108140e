package io.mesosframework.logging;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.random.RandomGenerator;

/** What tests of lines share. */
public final class Lines {

    /** Code points that lines may trip over, beside plain ones. */
    private static final String NASTY = "||||%%%% \n\n\r\t\0*\\\"'{}:/0178azé☃\u0085\u2028\u2029\ufeff𝄞";

    private Lines() {}

    /** Text of up to so many code points, of the nasty ones and of any. */
    static String text(RandomGenerator random, int most) {
        int[] nasty = NASTY.codePoints().toArray();
        StringBuilder text = new StringBuilder();
        for (int left = random.nextInt(most + 1); left > 0; left--) {
            int point = random.nextInt(10) > 0 ? nasty[random.nextInt(nasty.length)] : random.nextInt(0x110000);
            text.appendCodePoint(point >= 0xd800 && point <= 0xdfff ? '?' : point);
        }
        return text.toString();
    }

    static List<MlogLine> parsed(String written) {
        return written.lines().map(MlogParser::parse).toList();
    }

    /** The two streams of a process, to read again what was written. */
    public static final class Captured {

        private final ByteArrayOutputStream out = new ByteArrayOutputStream();
        private final ByteArrayOutputStream err = new ByteArrayOutputStream();
        public final PrintStream outStream = new PrintStream(out, false, StandardCharsets.UTF_8);
        public final PrintStream errStream = new PrintStream(err, false, StandardCharsets.UTF_8);

        public String out() {
            return out.toString(StandardCharsets.UTF_8);
        }

        public String err() {
            return err.toString(StandardCharsets.UTF_8);
        }
    }
}
