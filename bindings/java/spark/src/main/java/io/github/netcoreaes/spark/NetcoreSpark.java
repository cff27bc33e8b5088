package io.github.netcoreaes.spark;

import io.github.netcoreaes.NetcoreAes;
import io.github.netcoreaes.Problem;
import io.github.netcoreaes.Scheme;

import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Functions for columns and partitions. All may be called by any thread. */
public final class NetcoreSpark {
    private static final DataType TEXT = DataTypes.StringType;
    private static final DataType PROBLEMS =
            DataTypes.createArrayType(
                    DataTypes.createStructType(
                            Stream.of("pointer", "rule", "severity", "message")
                                    .map(name -> DataTypes.createStructField(name, TEXT, false))
                                    .toArray(StructField[]::new)),
                    false);

    private NetcoreSpark() {}

    /**
     * Registers {@code netcore_encrypt}, {@code netcore_decrypt} and {@code netcore_check} for SQL.
     *
     * @param spark the session
     * @param scheme the scheme of the first two
     */
    public static void register(SparkSession spark, Scheme scheme) {
        spark.udf().register("netcore_encrypt", encrypt(scheme));
        spark.udf().register("netcore_decrypt", decrypt(scheme));
        spark.udf().register("netcore_check", check());
    }

    /**
     * A function that encrypts a column of strings; null stays null. A row that cannot be encrypted
     * fails its task.
     *
     * @param scheme how rows are encrypted and encoded
     * @return the function, for {@code apply(column)}
     */
    public static UserDefinedFunction encrypt(Scheme scheme) {
        Objects.requireNonNull(scheme, "scheme");
        UDF1<String, String> function =
                text -> text == null ? null : Keys.cipher(scheme).encrypt(text);
        UserDefinedFunction made = functions.udf(function, TEXT);
        // GCM draws a nonce for each row, so Spark must not take two calls for one.
        return scheme == Scheme.GCM_BASE64 ? made.asNondeterministic() : made;
    }

    /**
     * A function that decrypts a column of texts; null stays null. A row that cannot be decrypted
     * fails its task.
     *
     * @param scheme how rows were encrypted and encoded
     * @return the function, for {@code apply(column)}
     */
    public static UserDefinedFunction decrypt(Scheme scheme) {
        Objects.requireNonNull(scheme, "scheme");
        UDF1<String, String> function =
                text -> text == null ? null : Keys.cipher(scheme).decryptToString(text);
        return functions.udf(function, TEXT);
    }

    /**
     * A function that checks a column of JSON, each row as one event. Its rows are arrays of
     * structs with {@code pointer}, {@code rule}, {@code severity} and {@code message}; null stays
     * null. It needs no key.
     *
     * @return the function, for {@code apply(column)}
     */
    public static UserDefinedFunction check() {
        UDF1<String, List<Row>> function =
                event -> {
                    if (event == null) {
                        return null;
                    }
                    List<Row> rows = new ArrayList<>();
                    for (Problem problem : NetcoreAes.checkEvents("[" + event + "]")) {
                        rows.add(row(problem));
                    }
                    return rows;
                };
        // The rules for timestamps ask for the time.
        return functions.udf(function, PROBLEMS).asNondeterministic();
    }

    /**
     * Encrypts whole partitions, many rows in one call: {@code events.mapPartitions(...,
     * Encoders.STRING())}. Null stays null. A row that cannot be encrypted fails its task.
     *
     * @param scheme how rows are encrypted and encoded
     * @return the function for {@code mapPartitions}
     */
    public static MapPartitionsFunction<String, String> encryptPartitions(Scheme scheme) {
        Objects.requireNonNull(scheme, "scheme");
        return rows -> new Batches(rows, texts -> Keys.cipher(scheme).encryptBatch(texts));
    }

    /**
     * Decrypts whole partitions, as {@link #encryptPartitions(Scheme)} encrypts them.
     *
     * @param scheme how rows were encrypted and encoded
     * @return the function for {@code mapPartitions}
     */
    public static MapPartitionsFunction<String, String> decryptPartitions(Scheme scheme) {
        Objects.requireNonNull(scheme, "scheme");
        return rows -> new Batches(rows, texts -> Keys.cipher(scheme).decryptBatchToStrings(texts));
    }

    private static Row row(Problem problem) {
        // The event is the only one of its array.
        String pointer = problem.pointer().replaceFirst("^/0(?=/|$)", "");
        String severity = problem.isError() ? "error" : "warning";
        return RowFactory.create(pointer, problem.rule(), severity, problem.message());
    }
}
