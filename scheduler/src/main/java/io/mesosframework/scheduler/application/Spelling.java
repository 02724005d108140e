package io.mesosframework.scheduler.application;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Finds the word that was meant by a misspelt one. */
final class Spelling {

    private static final int LONGEST = 40;

    private Spelling() {}

    /**
     * The word that differs only in case, blanks, {@code _} and {@code -}, else the one with the fewest slips, at most one for
     * each three letters; the first of several.
     */
    static Optional<String> nearest(String written, List<String> words) {
        if (written.length() > LONGEST) {
            return Optional.empty();
        }
        String plain = plain(written);
        int fewest = Math.max(1, plain.length() / 3) + 1;
        Optional<String> best = Optional.empty();
        for (String word : words) {
            int slips = slips(plain, plain(word));
            if (slips < fewest && slips < word.length()) {
                fewest = slips;
                best = Optional.of(word);
            }
        }
        return best;
    }

    private static String plain(String word) {
        return word.toLowerCase(Locale.ROOT).replaceAll("[ _-]", "");
    }

    /** How many letters to insert, drop, change or swap with their neighbour make {@code b} out of {@code a}. */
    static int slips(String a, String b) {
        int[][] least = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                least[i][j] = i == 0 || j == 0 ? i + j : step(least, a, b, i, j);
            }
        }
        return least[a.length()][b.length()];
    }

    private static int step(int[][] least, String a, String b, int i, int j) {
        boolean same = a.charAt(i - 1) == b.charAt(j - 1);
        int slips = Math.min(least[i - 1][j - 1] + (same ? 0 : 1), 1 + Math.min(least[i - 1][j], least[i][j - 1]));
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(slips, least[i - 2][j - 2] + 1) : slips;
    }
}
