package io.mesosframework.zookeeper;

/** What others have written, made fit for a log: not long, and without characters that a terminal takes for its own. */
final class Shown {

    private static final int LONGEST = 200;

    private Shown() {}

    static String text(String text) {
        StringBuilder shown = new StringBuilder();
        text.codePoints()
                .limit(LONGEST)
                .map(c -> Character.isISOControl(c) || !Character.isDefined(c) ? '?' : c)
                .forEach(shown::appendCodePoint);
        return text.length() > LONGEST ? shown.append("...").toString() : shown.toString();
    }
}
