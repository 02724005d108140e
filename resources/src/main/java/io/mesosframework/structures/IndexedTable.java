package io.mesosframework.structures;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Rows by key, in the order of their keys, with secondary indexes that are kept as rows are put and removed: look-ups by what a row is,
 * not only by what it is called. Rows are immutable; a change is another row of the same key.
 *
 * <p>One thread writes, any thread reads. A reader sees each row whole, and from an index only rows that belong there; of two rows
 * that were changed one after the other it may see one and not yet the other. Lists that are handed out stay as they are.
 *
 * @param <K> keys, in whose order the rows are
 * @param <V> rows
 */
public final class IndexedTable<K extends Comparable<? super K>, V> {

    private final Function<? super V, ? extends K> keyOf;
    private final Map<K, V> rows = new ConcurrentHashMap<>();

    /** A change of a row, of which there are very many, does not look for the row's place. */
    private final NavigableSet<K> ordered = new ConcurrentSkipListSet<>();

    private final List<Upkeep<K, V>> indexes = new ArrayList<>();

    /** What an index does when a row changes; null is absence. Terms are added before others go, so that no reader misses the row. */
    private interface Upkeep<K, V> {
        void changed(K key, @Nullable V before, @Nullable V after);
    }

    /** @param keyOf tells a row's key, always the same of one row */
    public IndexedTable(Function<? super V, ? extends K> keyOf) {
        this.keyOf = keyOf;
    }

    /**
     * Adds an index by a term that many rows may share, such as a state. Only while there are no rows.
     *
     * @param termOf tells a row's term, or null where the row does not belong into the index
     * @throws IllegalStateException if there are rows already
     */
    public <T extends Comparable<? super T>> Index<T> index(Function<? super V, ? extends @Nullable T> termOf) {
        Index<T> index = new Index<>(termOf);
        keepUp(index::changed);
        return index;
    }

    /**
     * Adds an index by terms of which a row may have several, and that no two rows share, such as the ids of its tasks. Should two rows
     * have one all the same, it leads to the one put last. Only while there are no rows.
     *
     * @param termsOf tells a row's terms; none where the row does not belong into the index
     * @throws IllegalStateException if there are rows already
     */
    public <T> UniqueIndex<T> uniqueIndex(Function<? super V, ? extends List<T>> termsOf) {
        UniqueIndex<T> index = new UniqueIndex<>(termsOf);
        keepUp(index::changed);
        return index;
    }

    private void keepUp(Upkeep<K, V> index) {
        if (!rows.isEmpty()) {
            throw new IllegalStateException("An index is added before there are rows; here are " + rows.size());
        }
        indexes.add(index);
    }

    /** Puts the row in, in place of that of the same key. */
    public void put(V row) {
        K key = keyOf.apply(row);
        V before = rows.put(key, row);
        if (before == null) {
            ordered.add(key);
        }
        for (Upkeep<K, V> index : indexes) {
            index.changed(key, before, row);
        }
    }

    /** Takes the row out; without effect where there is none. */
    public void remove(K key) {
        V before = rows.remove(key);
        if (before != null) {
            ordered.remove(key);
            for (Upkeep<K, V> index : indexes) {
                index.changed(key, before, null);
            }
        }
    }

    public Optional<V> get(K key) {
        return Optional.ofNullable(rows.get(key));
    }

    public int size() {
        return rows.size();
    }

    /** All rows, in the order of their keys. */
    public List<V> all() {
        return rowsOf(ordered.stream()).toList();
    }

    /** The rows whose keys lie between these two, both included, in the order of their keys. */
    public List<V> between(K first, K last) {
        return rowsOf(ordered.subSet(first, true, last, true).stream()).toList();
    }

    /** Whether there is a row whose key lies between these two, both included. */
    public boolean hasBetween(K first, K last) {
        K found = ordered.ceiling(first);
        return found != null && found.compareTo(last) <= 0;
    }

    private Stream<V> rowsOf(Stream<K> keys) {
        return keys.map(rows::get).filter(Objects::nonNull);
    }

    /** Rows by a term that many may share. */
    public final class Index<T extends Comparable<? super T>> {

        private final Function<? super V, ? extends @Nullable T> termOf;
        private final Map<T, Set<K>> keys = new ConcurrentSkipListMap<>();

        private Index(Function<? super V, ? extends @Nullable T> termOf) {
            this.termOf = termOf;
        }

        /** The rows of this term, in the order of their keys. */
        public List<V> of(T term) {
            return rowsOf(keys.getOrDefault(term, Set.of()).stream().sorted())
                    .filter(row -> term.equals(termOf.apply(row)))
                    .toList();
        }

        /** The terms that rows have, in their order; a view. */
        public Set<T> terms() {
            return Collections.unmodifiableSet(keys.keySet());
        }

        private void changed(K key, @Nullable V before, @Nullable V after) {
            T was = before == null ? null : termOf.apply(before);
            T is = after == null ? null : termOf.apply(after);
            if (Objects.equals(was, is)) {
                return;
            }
            if (is != null) {
                keys.computeIfAbsent(is, term -> ConcurrentHashMap.newKeySet()).add(key);
            }
            if (was != null) {
                keys.computeIfPresent(was, (term, all) -> without(all, key));
            }
        }

        private @Nullable Set<K> without(Set<K> all, K key) {
            all.remove(key);
            return all.isEmpty() ? null : all;
        }
    }

    /** Rows by terms that no two share. */
    public final class UniqueIndex<T> {

        private final Function<? super V, ? extends List<T>> termsOf;
        private final Map<T, K> keys = new ConcurrentHashMap<>();

        private UniqueIndex(Function<? super V, ? extends List<T>> termsOf) {
            this.termsOf = termsOf;
        }

        /** The row that has this term. */
        public Optional<V> get(T term) {
            K key = keys.get(term);
            return key == null
                    ? Optional.empty()
                    : IndexedTable.this
                            .get(key)
                            .filter(row -> termsOf.apply(row).contains(term));
        }

        private void changed(K key, @Nullable V before, @Nullable V after) {
            List<T> were = before == null ? List.of() : termsOf.apply(before);
            List<T> are = after == null ? List.of() : termsOf.apply(after);
            if (were.equals(are)) {
                return;
            }
            are.forEach(term -> keys.put(term, key));
            for (T term : were) {
                if (!are.contains(term)) {
                    keys.remove(term, key);
                }
            }
        }
    }
}
