package io.mesosframework.embedded.internal;

/**
 * What all masters believe about who leads.
 *
 * @param leader the number of the leading master, -1 if none is known; just after its end it is still believed in
 * @param recovered whether it has read the registry and serves
 */
public record Leadership(int leader, boolean recovered) {

    static final Leadership NONE = new Leadership(-1, false);

    public boolean isKnown() {
        return leader >= 0;
    }
}
