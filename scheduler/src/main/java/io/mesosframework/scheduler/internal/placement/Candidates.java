package io.mesosframework.scheduler.internal.placement;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * The rooms that may take a slot, the best first. They stand in rows, one for each combination of the values that slots are spread
 * over evenly; where slots are spread over nothing there is one row. So what changes with each slot placed, which values have the
 * fewest, is looked at once a row and not once a room.
 */
final class Candidates {

    /** A room with its rank: preferences that hold come before the score, and of equals the first offered. */
    static final class Candidate implements Comparable<Candidate> {
        final Room room;
        private final int order;
        private int preferences;
        private double score;
        private @Nullable Row row;

        Candidate(Room room, int order) {
            this.room = room;
            this.order = order;
        }

        double score() {
            return score;
        }

        /** Whether it ranks lower than one with these. */
        boolean isBelow(int otherPreferences, double otherScore) {
            return preferences != otherPreferences
                    ? preferences < otherPreferences
                    : Double.compare(score, otherScore) < 0;
        }

        /** Whether it ranks lower than before. */
        boolean rank(int nowPreferences, double nowScore) {
            boolean lower = nowPreferences < preferences || (nowPreferences == preferences && nowScore < score);
            preferences = nowPreferences;
            score = nowScore;
            return lower;
        }

        @Override
        public int compareTo(Candidate other) {
            return preferences != other.preferences
                    ? Integer.compare(other.preferences, preferences)
                    : compareScore(other);
        }

        private int compareScore(Candidate other) {
            int byScore = Double.compare(other.score, score);
            return byScore != 0 ? byScore : Integer.compare(order, other.order);
        }
    }

    /** The rooms of which each evenness says the same. */
    private final class Row implements Comparable<Row> {

        private static final int OUT = -1;

        private final int[] values;
        private PriorityQueue<Candidate> queue = new PriorityQueue<>();

        /** How many preferred evennesses hold here; {@link #OUT} where a hard one does not. */
        private int standing;

        /** How many slots there are with its values, of preferred evennesses only. */
        private long crowd;

        Row(int[] values) {
            this.values = values;
        }

        int standingNow() {
            int now = 0;
            for (int i = 0; i < values.length; i++) {
                boolean lowest = evens.get(i).isLowest(values[i]);
                if (i < hard && !lowest) {
                    return OUT;
                }
                now += i >= hard && lowest ? 1 : 0;
            }
            return now;
        }

        long crowdNow() {
            long now = 0;
            for (int i = hard; i < values.length; i++) {
                now += evens.get(i).count(values[i]);
            }
            return now;
        }

        private Candidate first() {
            return Objects.requireNonNull(queue.peek());
        }

        @Override
        public int compareTo(Row other) {
            Candidate mine = first();
            Candidate others = other.first();
            int byPreferences = Integer.compare(others.preferences + other.standing, mine.preferences + standing);
            if (byPreferences != 0) {
                return byPreferences;
            }
            return crowd != other.crowd ? Long.compare(crowd, other.crowd) : mine.compareScore(others);
        }
    }

    private final List<Rules.Even> evens;

    /** So many of them are hard, the first ones. */
    private final int hard;

    private final List<Row> rows;

    /** The rows that are not empty and not out, by their best candidate and how they stood when last looked at. */
    private final PriorityQueue<Row> standing = new PriorityQueue<>();

    private final int[] levels;

    /** The row of the last candidate that came out, which stands nowhere until it is looked at again. */
    private @Nullable Row last;

    Candidates(Collection<Candidate> all, List<Rules.Even> hardEvens, List<Rules.Even> preferredEvens) {
        evens = new ArrayList<>(hardEvens);
        evens.addAll(preferredEvens);
        hard = hardEvens.size();
        levels = new int[evens.size()];
        rows = rows(all);
        lookAtAll();
    }

    private List<Row> rows(Collection<Candidate> all) {
        if (evens.isEmpty()) {
            Row only = new Row(new int[0]);
            only.queue = new PriorityQueue<>(all);
            all.forEach(candidate -> candidate.row = only);
            return List.of(only);
        }
        // The combinations are numbered evenness by evenness: the number so far and the next value make the next
        // number.
        List<Map<Long, Integer>> numbers = evens.stream()
                .<Map<Long, Integer>>map(unused -> new HashMap<>())
                .toList();
        List<Row> inOrder = new ArrayList<>();
        for (Candidate candidate : all) {
            int number = 0;
            for (int i = 0; i < numbers.size(); i++) {
                long combined = ((long) number << 32) + evens.get(i).value(candidate.room);
                Map<Long, Integer> ofThese = numbers.get(i);
                number = ofThese.computeIfAbsent(combined, unused -> ofThese.size());
            }
            if (number == inOrder.size()) {
                inOrder.add(new Row(valuesOf(candidate)));
            }
            candidate.row = inOrder.get(number);
            candidate.row.queue.add(candidate);
        }
        return inOrder;
    }

    private int[] valuesOf(Candidate candidate) {
        return evens.stream().mapToInt(even -> even.value(candidate.room)).toArray();
    }

    /** Takes the best; null where there is none for the next slot. */
    @Nullable
    Candidate poll() {
        if (levelsRose()) {
            lookAtAll();
        } else if (last != null) {
            enter(last);
        }
        last = null;
        while (true) {
            Row best = standing.poll();
            if (best == null) {
                return null;
            }
            // Between two levels a row only ever falls, so the best is found by looking again at those in front.
            if (best.standingNow() == best.standing && best.crowdNow() == best.crowd) {
                last = best;
                return best.queue.poll();
            }
            enter(best);
        }
    }

    private boolean levelsRose() {
        boolean rose = false;
        for (int i = 0; i < levels.length; i++) {
            int level = evens.get(i).level();
            rose |= level != levels[i];
            levels[i] = level;
        }
        return rose;
    }

    private void lookAtAll() {
        standing.clear();
        rows.forEach(this::enter);
    }

    private void enter(Row row) {
        row.standing = row.standingNow();
        row.crowd = row.crowdNow();
        if (row.standing != Row.OUT && !row.queue.isEmpty()) {
            standing.add(row);
        }
    }

    /** Puts the one that came out last back. */
    void putBack(Candidate candidate) {
        if (candidate.row == null || candidate.row != last) {
            throw new IllegalArgumentException("it did not come out last");
        }
        candidate.row.queue.add(candidate);
    }
}
