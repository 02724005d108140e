package io.mesosframework.scheduler.internal.placement;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** The rooms that may take a slot, the best first. */
interface Candidates {

    /** Takes the best; null where there is none for the next slot. */
    @Nullable
    Candidate poll();

    /** Puts one in, or back. */
    void add(Candidate candidate);

    /** A room with its rank: preferences that hold come before the score, and of equals the first offered. */
    final class Candidate implements Comparable<Candidate> {
        final Room room;
        private final int order;
        private int preferences;
        private double score;

        Candidate(Room room, int order) {
            this.room = room;
            this.order = order;
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
            if (preferences != other.preferences) {
                return Integer.compare(other.preferences, preferences);
            }
            int byScore = Double.compare(other.score, score);
            return byScore != 0 ? byScore : Integer.compare(order, other.order);
        }
    }

    /** All in one row. */
    static Candidates ranked(Collection<Candidate> all) {
        PriorityQueue<Candidate> queue = new PriorityQueue<>(all);
        return new Candidates() {
            @Override
            public @Nullable Candidate poll() {
                return queue.poll();
            }

            @Override
            public void add(Candidate candidate) {
                queue.add(candidate);
            }
        };
    }

    /** A row for each value that slots are to be spread over; only those of a value with the fewest slots come out. */
    static Candidates even(Collection<Candidate> all, Rules.Even even) {
        return new EvenRows(all, even);
    }

    /** See {@link #even}. */
    final class EvenRows implements Candidates {

        private static final class Row implements Comparable<Row> {
            final int value;
            final PriorityQueue<Candidate> queue;

            Row(int value, Collection<Candidate> candidates) {
                this.value = value;
                this.queue = new PriorityQueue<>(candidates);
            }

            @Override
            public int compareTo(Row other) {
                return Objects.requireNonNull(queue.peek()).compareTo(Objects.requireNonNull(other.queue.peek()));
            }
        }

        private final Rules.Even even;
        private final Map<Integer, Row> rows = new HashMap<>();

        /** Rows of values with the fewest slots, by their best candidate; none of them is empty. */
        private final PriorityQueue<Row> lowest = new PriorityQueue<>();

        /** The row of the last candidate that came out, which is not among the lowest until it is looked at again. */
        private @Nullable Row last;

        private int level = -1;

        private EvenRows(Collection<Candidate> all, Rules.Even even) {
            this.even = even;
            Map<Integer, List<Candidate>> byValue = new HashMap<>();
            for (Candidate candidate : all) {
                int value = even.value(candidate.room);
                if (value != Agents.Column.NONE) {
                    byValue.computeIfAbsent(value, unused -> new ArrayList<>()).add(candidate);
                }
            }
            byValue.forEach((value, candidates) -> rows.put(value, new Row(value, candidates)));
        }

        @Override
        public @Nullable Candidate poll() {
            if (even.level() != level) {
                level = even.level();
                lowest.clear();
                rows.values().forEach(this::enter);
            } else if (last != null) {
                enter(last);
            }
            last = lowest.poll();
            return last == null ? null : last.queue.poll();
        }

        private void enter(Row row) {
            if (even.isLowest(row.value) && !row.queue.isEmpty()) {
                lowest.add(row);
            }
        }

        @Override
        public void add(Candidate candidate) {
            Row row = rows.get(even.value(candidate.room));
            if (row == null) {
                throw new IllegalArgumentException("it never came out of here");
            }
            boolean waits = row != last && lowest.remove(row);
            row.queue.add(candidate);
            if (waits || (row != last && even.isLowest(row.value))) {
                lowest.add(row);
            }
        }
    }
}
