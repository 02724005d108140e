package io.mesosframework.scheduler;

import io.mesosframework.scheduler.internal.StorageReader;
import io.mesosframework.storage.Storage;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What a storage holds of a framework, and whether this version can read all of it. Reading changes nothing, and needs no Mesos.
 *
 * @param framework the framework's name
 * @param term how many times it has started; 0 if the storage knows nothing of a start
 * @param frameworkId its id in Mesos; empty where it was never registered
 * @param kinds what there is, by kind; a kind of which there is nothing is left out
 * @param unreadable what keeps the framework from starting, in the order of the keys; empty if nothing does
 */
public record StorageReport(
        String framework, long term, Optional<String> frameworkId, List<Kind> kinds, List<Unreadable> unreadable) {

    public StorageReport {
        kinds = List.copyOf(kinds);
        unreadable = List.copyOf(unreadable);
    }

    /**
     * The records of one kind.
     *
     * @param name applications, slots, updates, earlier, reservations, agents; or others, which handlers have stored and only they can read
     * @param records how many there are, from 1
     * @param formats how many there are of each format; none for others, 0 for what does not say one
     */
    public record Kind(String name, int records, SortedMap<Integer, Integer> formats) {}

    /**
     * A record that cannot be read.
     *
     * @param key under which it is stored; the framework's whole space where each record can be read, but not all together
     * @param reason in words
     */
    public record Unreadable(String key, String reason) {}

    /**
     * Reads all that is stored of a framework. Blocks for 30 s at most.
     *
     * @throws io.mesosframework.MesosException if the storage fails
     */
    public static StorageReport of(Storage storage, String framework) {
        return StorageReader.report(storage, framework);
    }

    /**
     * The names of the frameworks of which something is stored, in their order.
     *
     * @throws io.mesosframework.MesosException if the storage fails
     */
    public static List<String> frameworks(Storage storage) {
        return StorageReader.frameworks(storage);
    }

    /** Whether nothing at all is stored of the framework. */
    public boolean isEmpty() {
        return term == 0 && frameworkId.isEmpty() && kinds.isEmpty();
    }
}
