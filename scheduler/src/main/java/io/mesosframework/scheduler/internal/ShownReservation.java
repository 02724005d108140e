package io.mesosframework.scheduler.internal;

import io.mesosframework.protocol.Offer;
import io.mesosframework.protocol.Resource;
import io.mesosframework.protocol.Value;
import io.mesosframework.scheduler.application.PersistentVolume;
import io.mesosframework.scheduler.application.ResourceNeeds;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the offers of one agent show of one reservation. */
final class ShownReservation {

    private record Key(String id, String agent) {}

    private final String id;
    private final String framework;
    private final List<Offer> offers = new ArrayList<>(1);
    private final List<Resource> resources = new ArrayList<>();

    private ShownReservation(String id, String framework) {
        this.id = id;
        this.framework = framework;
    }

    /** All that these offers show. */
    static Collection<ShownReservation> in(Collection<Offer> offers) {
        Map<Key, ShownReservation> shown = new LinkedHashMap<>();
        for (Offer offer : offers) {
            for (Resource resource : offer.getResourcesList()) {
                String id = ReservedResources.label(resource, ReservedResources.RESERVATION);
                if (id != null) {
                    String framework = ReservedResources.label(resource, ReservedResources.FRAMEWORK);
                    shown.computeIfAbsent(
                                    new Key(id, offer.getAgentId().getValue()),
                                    unused -> new ShownReservation(id, Objects.requireNonNullElse(framework, "")))
                            .add(offer, resource);
                }
            }
        }
        return shown.values();
    }

    // The same offer is the same object.
    @SuppressWarnings("ReferenceEquality")
    private void add(Offer offer, Resource resource) {
        if (offers.isEmpty() || offers.get(offers.size() - 1) != offer) {
            offers.add(offer);
        }
        resources.add(resource);
    }

    String id() {
        return id;
    }

    /** The id of the framework that made it. */
    String framework() {
        return framework;
    }

    Offer offer() {
        return offers.get(0);
    }

    List<Offer> offers() {
        return offers;
    }

    List<Resource> resources() {
        return resources;
    }

    String role() {
        return offer().getAllocationInfo().getRole();
    }

    /** Its volumes. */
    List<Resource> volumes() {
        return resources.stream()
                .filter(resource -> resource.getDisk().hasPersistence())
                .toList();
    }

    @Nullable
    String volumeId() {
        return volumes().stream()
                .map(volume -> volume.getDisk().getPersistence().getId())
                .findFirst()
                .orElse(null);
    }

    /** What is left of it without its volumes. */
    List<Resource> withoutVolumes() {
        return resources.stream().map(ReservedResources::withoutVolume).toList();
    }

    /** Whether it is enough for a task. */
    boolean covers(ResourceNeeds needs, @Nullable String volumeId) {
        boolean volumeThere =
                needs.reservation().volume().isEmpty() || (volumeId != null && Objects.equals(volumeId(), volumeId));
        return volumeThere && isEnough(needs);
    }

    /** Whether it is enough for a task, but that its disk is no volume. */
    boolean lacksVolume(ResourceNeeds needs) {
        return needs.reservation().volume().isPresent() && volumes().isEmpty() && isEnough(needs);
    }

    private boolean isEnough(ResourceNeeds needs) {
        return millis("cpus") >= needs.cpusMillis()
                && millis("mem") >= needs.memMillis()
                && millis("disk") >= needs.disk().millis()
                && millis("gpus") >= needs.gpus() * 1000L
                && ports() >= needs.ports().total()
                && needs.named().keySet().stream().allMatch(this::has);
    }

    /** What was reserved at once is there whole or not at all. */
    private boolean has(String name) {
        return resources.stream().anyMatch(resource -> resource.getName().equals(name));
    }

    private long millis(String name) {
        return resources.stream()
                .filter(resource -> resource.getName().equals(name) && resource.getType() == Value.Type.SCALAR)
                .mapToLong(resource -> Math.round(resource.getScalar().getValue() * 1000))
                .sum();
    }

    private long ports() {
        return resources.stream()
                .filter(resource -> resource.getName().equals("ports"))
                .flatMap(resource -> resource.getRanges().getRangeList().stream())
                .mapToLong(range -> range.getEnd() - range.getBegin() + 1)
                .sum();
    }

    /** Whether it has at least what every reservation has, so that nothing of it stays behind when this is given back. */
    boolean isWhole(@Nullable String volumeId) {
        return millis("cpus") > 0 && millis("mem") > 0 && (volumeId == null || Objects.equals(volumeId(), volumeId));
    }

    /** As a task takes them. */
    List<Resource> forTask(Optional<PersistentVolume> volume) {
        return resources.stream()
                .map(resource -> volume.isPresent() && resource.getDisk().hasPersistence()
                        ? ReservedResources.mounted(resource, volume.get())
                        : resource)
                .toList();
    }
}
