package io.mesosframework.scheduler.internal.placement;

/**
 * What is missing of something.
 *
 * @param words such as {@code needs 2 gpus, offers 1}
 * @param nearness how much of what is needed is there, 0 to 1
 */
record Gap(String words, double nearness) {

    static Gap of(long neededMillis, String what, long offeredMillis) {
        return new Gap(
                "needs " + Room.text(neededMillis) + " " + what + ", offers "
                        + (offeredMillis == 0 ? "none" : Room.text(offeredMillis)),
                (double) offeredMillis / neededMillis);
    }
}
