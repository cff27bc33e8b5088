/**
 * Columns of Apache Spark, from Scala and Java: functions for SQL, and whole partitions in batches.
 *
 * <p>Keys come from the environment of each executor, or from the file that it names: {@code
 * NETCORE_AES_KEY} and {@code NETCORE_AES_IV}, or {@code NETCORE_AES_CREDENTIALS}. Never from an
 * argument, since Spark shows plans in its web interface and its event log.
 */
package io.github.netcoreaes.spark;
