using System.Buffers.Binary;
using Hathi.Ring.Core.Meaning.Constants;
using Hathi.Ring.Core.Schema;
using Hathi.Ring.Core.Syntax;
using CqlType = Hathi.Ring.Data.Types.CqlType;
using NativeType = Hathi.Ring.Data.Types.NativeType;

namespace Hathi.Ring.Core.Meaning.Terms;

/// <summary>
/// Functions that a value may call. Names are those of 5.0 and the ones before. Source: Apache's
/// <c>org.apache.cassandra.cql3.functions</c>.
/// </summary>
internal sealed class Functions(RingSchema schema)
{
    private const string System = "system";

    /// <summary>The term of a call.</summary>
    /// <exception cref="CqlException">There is no such function, or its value is not of the type.</exception>
    public Term Compile(TermCompiler compiler, FunctionCall call, in Receiver receiver)
    {
        _ = schema;
        var name = Canonical(call.Function.Name);
        var isSystem = call.Function.Keyspace is null or System;
        if (!isSystem || ReturnType(call) is not { } returned)
        {
            throw ConstantText.Refused(
                isSystem && IsKnown(name)
                    ? $"Function {call.Function.Name} is not served yet in a value"
                    : $"Unknown function {NameOf(call.Function)} called");
        }

        if (!Assignability.IsValueOf(returned, receiver.Type))
        {
            throw ConstantText.Refused(
                $"Type error: cannot assign result of function {System}.{call.Function.Name} "
                + $"(type {CqlTypeText.Of(returned, false)}) to {receiver.Name} (type {receiver.TypeText})");
        }

        var expected = ArgumentOf(name);
        if (call.Arguments.Length != (expected is null ? 0 : 1))
        {
            throw ConstantText.Refused(
                $"Invalid number of arguments in call to function {System}.{call.Function.Name}: "
                + $"{(expected is null ? 0 : 1)} required but {call.Arguments.Length} provided");
        }

        var argument = expected is null
            ? null
            : compiler.Compile(call.Arguments[0], Receiver.Of($"arg0({System}.{call.Function.Name})", expected));
        return new TimeFunctionTerm(name, argument);
    }

    /// <summary>The type of a call's value; null: it is not served, or there is none.</summary>
    public static CqlType? ReturnType(FunctionCall call) => Canonical(call.Function.Name) switch
    {
        "now" or "currenttimeuuid" or "mintimeuuid" or "maxtimeuuid" => NativeType.Timeuuid,
        "uuid" => NativeType.Uuid,
        "currenttimestamp" or "totimestamp" => NativeType.Timestamp,
        "currentdate" => NativeType.Date,
        "currenttime" => NativeType.Time,
        "tounixtimestamp" => NativeType.Bigint,
        _ => null,
    };

    /// <summary>The bound of a millisecond that a column holds.</summary>
    public static Term TimeBound(FunctionCall call, Term timestamp) => new TimeFunctionTerm(Canonical(call.Function.Name), timestamp);

    /// <summary>Whether there is such a function, served or not.</summary>
    public static bool Exists(QualifiedName function) => (function.Keyspace is null or System)
        && (IsKnown(Canonical(function.Name)) || ScalarFunction.Named(function.Name).Count > 0
            || ReturnType(new FunctionCall(function, [])) is not null);

    private static CqlType? ArgumentOf(string name) => name switch
    {
        "mintimeuuid" or "maxtimeuuid" => NativeType.Timestamp,
        "totimestamp" or "tounixtimestamp" => NativeType.Timeuuid,
        _ => null,
    };

    // current_timestamp and currenttimestamp are one.
    private static string Canonical(string name) => name.Replace("_", "", StringComparison.Ordinal);

    private static bool IsKnown(string name) =>
        name is "token" or "todate" or "min" or "max" or "sum" or "avg" or "count" or "tojson" or "fromjson" or "writetime" or "ttl"
        || name.StartsWith("mask", StringComparison.Ordinal) || name.StartsWith("similarity", StringComparison.Ordinal);

    private static string NameOf(QualifiedName function) =>
        function.Keyspace is null ? function.Name : $"{function.Keyspace}.{function.Name}";

    /// <summary>What is made of time or chance.</summary>
    private sealed class TimeFunctionTerm(string name, Term? argument) : Term
    {
        private const long TicksOfMillisecond = 10_000;
        private const int UuidBytes = 16;
        private const long MillisecondsOfDay = 86_400_000;

        public override ValueState Evaluate(scoped in Evaluation evaluation, out ReadOnlySpan<byte> value)
        {
            ReadOnlySpan<byte> given = default;
            if (argument is not null && (argument.Evaluate(evaluation, out given) != ValueState.Value || given.IsEmpty))
            {
                value = default;
                return ValueState.Null;
            }

            var scratch = evaluation.Scratch;
            var start = scratch.Length;
            var clock = evaluation.Clock;
            switch (name)
            {
                case "uuid":
                    clock.NextUuid(scratch.Room(UuidBytes));
                    break;
                case "mintimeuuid":
                    WriteBound(scratch.Room(UuidBytes), given, isLast: false);
                    break;
                case "maxtimeuuid":
                    WriteBound(scratch.Room(UuidBytes), given, isLast: true);
                    break;
                case "totimestamp" or "tounixtimestamp":
                    BinaryPrimitives.WriteInt64BigEndian(scratch.Room(sizeof(long)), Milliseconds(given));
                    break;
                case "currenttimestamp":
                    BinaryPrimitives.WriteInt64BigEndian(scratch.Room(sizeof(long)), clock.NowMicros / 1000);
                    break;
                case "currentdate":
                    BinaryPrimitives.WriteInt32BigEndian(
                        scratch.Room(sizeof(int)), (int)(clock.NowMicros / 1000 / MillisecondsOfDay) ^ int.MinValue);
                    break;
                case "currenttime":
                    BinaryPrimitives.WriteInt64BigEndian(
                        scratch.Room(sizeof(long)), clock.NowMicros / 1000 % MillisecondsOfDay * 1_000_000);
                    break;
                default:
                    clock.NextTimeUuid(scratch.Room(UuidBytes));
                    break;
            }

            value = scratch.Written[start..];
            return ValueState.Value;
        }

        // Below or above all UUIDs of a millisecond.
        private static void WriteBound(Span<byte> target, ReadOnlySpan<byte> timestamp, bool isLast)
        {
            var ticks = BinaryPrimitives.ReadInt64BigEndian(timestamp) * TicksOfMillisecond + (isLast ? TicksOfMillisecond - 1 : 0);
            BinaryPrimitives.WriteUInt64BigEndian(target, EvaluationClock.TimeBits(ticks));
            BinaryPrimitives.WriteUInt64BigEndian(target[8..], isLast ? 0x7F7F_7F7F_7F7F_7F7FUL : 0x8080_8080_8080_8080UL);
        }

        private static long Milliseconds(ReadOnlySpan<byte> timeUuid)
        {
            var bits = BinaryPrimitives.ReadUInt64BigEndian(timeUuid);
            var ticks = EvaluationClock.TicksOf(bits);
            return (ticks / TicksOfMillisecond) - (ticks % TicksOfMillisecond < 0 ? 1 : 0);
        }
    }
}
