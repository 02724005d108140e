package io.mesosframework.structures;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Objects;
import java.util.RandomAccess;

/**
 * The last of what has happened, the oldest first: an immutable list that forgets its oldest element when one more comes than it
 * remembers. Safe to hand to any thread; it has no nulls. Adding copies the references, so it is for some tens of elements.
 */
public final class BoundedHistory<E> extends AbstractList<E> implements RandomAccess {

    private final int most;
    private final Object[] elements;

    private BoundedHistory(int most, Object[] elements) {
        this.most = most;
        this.elements = elements;
    }

    /**
     * One without anything in it.
     *
     * @param most how many it remembers; at least 1
     * @throws IllegalArgumentException if that is less than 1
     */
    public static <E> BoundedHistory<E> empty(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("A history remembers at least one, not " + most);
        }
        return new BoundedHistory<>(most, new Object[0]);
    }

    /**
     * The last of these; nothing is copied where they are such a history already.
     *
     * @param most how many it remembers; at least 1
     * @param all the oldest first
     * @throws IllegalArgumentException if {@code most} is less than 1
     */
    public static <E> BoundedHistory<E> of(int most, Collection<? extends E> all) {
        if (all instanceof BoundedHistory<?> history && history.most == most) {
            @SuppressWarnings("unchecked") // a list that cannot change may be seen as one of a wider type
            BoundedHistory<E> same = (BoundedHistory<E>) history;
            return same;
        }
        Object[] elements = all.toArray();
        for (Object element : elements) {
            Objects.requireNonNull(element);
        }
        BoundedHistory<E> empty = empty(most);
        return elements.length == 0
                ? empty
                : new BoundedHistory<>(
                        most,
                        Arrays.copyOfRange(
                                elements, Math.max(0, elements.length - most), elements.length, Object[].class));
    }

    /** With one more, and without the oldest where there are too many. */
    public BoundedHistory<E> plus(E latest) {
        int kept = Math.min(elements.length, most - 1);
        Object[] next = new Object[kept + 1];
        System.arraycopy(elements, elements.length - kept, next, 0, kept);
        next[kept] = Objects.requireNonNull(latest);
        return new BoundedHistory<>(most, next);
    }

    /** How many it remembers. */
    public int most() {
        return most;
    }

    @Override
    @SuppressWarnings("unchecked") // only such elements go in
    public E get(int index) {
        return (E) elements[index];
    }

    @Override
    public int size() {
        return elements.length;
    }
}
