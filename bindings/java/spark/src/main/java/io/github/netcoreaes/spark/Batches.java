package io.github.netcoreaes.spark;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.UnaryOperator;

/** The rows of a partition, worked on many at a time. Null stays null. */
final class Batches implements Iterator<String> {
    private static final int ROWS = 1000;

    private final Iterator<String> rows;
    private final UnaryOperator<List<String>> work;
    private Iterator<String> ready = List.<String>of().iterator();

    Batches(Iterator<String> rows, UnaryOperator<List<String>> work) {
        this.rows = rows;
        this.work = work;
    }

    @Override
    public boolean hasNext() {
        return ready.hasNext() || rows.hasNext();
    }

    @Override
    public String next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        if (!ready.hasNext()) {
            ready = batch().iterator();
        }
        return ready.next();
    }

    private List<String> batch() {
        List<String> given = new ArrayList<>(ROWS);
        List<String> texts = new ArrayList<>(ROWS);
        while (given.size() < ROWS && rows.hasNext()) {
            String row = rows.next();
            given.add(row);
            if (row != null) {
                texts.add(row);
            }
        }
        List<String> made = work.apply(texts);
        if (made.size() == given.size()) {
            return made;
        }
        Iterator<String> next = made.iterator();
        given.replaceAll(row -> row == null ? null : next.next());
        return given;
    }
}
