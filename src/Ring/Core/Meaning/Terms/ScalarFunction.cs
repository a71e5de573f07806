using Hathi.Ring.Core.Meaning.Constants;
using Hathi.Ring.Core.Schema;
using Hathi.Ring.Data;
using Hathi.Ring.Data.Types;
using Hathi.Ring.Data.Values;

namespace Hathi.Ring.Core.Meaning.Terms;

/// <summary>A function of one value, which is null where that is. Source: Apache's <c>org.apache.cassandra.cql3.functions</c>.</summary>
/// <param name="Name">In lower case, without underscores.</param>
/// <param name="Argument">The type of what it takes.</param>
/// <param name="Returns">The type of what it gives.</param>
/// <param name="Body">Writes it behind what the buffer holds.</param>
internal sealed record ScalarFunction(string Name, NativeType Argument, NativeType Returns, ScalarFunction.Work Body)
{
    /// <summary>What a function does. False: it gives null.</summary>
    internal delegate bool Work(ReadOnlySpan<byte> argument, DataBuffer target);

    private static readonly Dictionary<string, List<ScalarFunction>> s_byName = All();

    /// <summary>Those of a name, which differ in what they take.</summary>
    public static IReadOnlyList<ScalarFunction> Named(string name) =>
        s_byName.GetValueOrDefault(name.Replace("_", "", StringComparison.Ordinal)) ?? [];

    /// <summary>Those that a CAST to a type may be.</summary>
    public static IReadOnlyList<ScalarFunction> CastsTo(NativeType type) => s_byName.GetValueOrDefault(CastName(type)) ?? [];

    private static string CastName(NativeType type) => "cast as " + type.Kind;

    private static Dictionary<string, List<ScalarFunction>> All()
    {
        var all = new List<ScalarFunction>();
        foreach (var type in NativeType.All.Where(static t => t != NativeType.Blob && t != NativeType.Counter))
        {
            // Text has two names.
            foreach (var name in type == NativeType.Varchar ? ["text", "varchar"] : new[] { CqlTypeText.Of(type, false) })
            {
                all.Add(new ScalarFunction($"{name}asblob", type, NativeType.Blob, Copy));
                all.Add(new ScalarFunction($"blobas{name}", NativeType.Blob, type, (value, target) => FromBlob(name, type, value, target)));
            }
        }

        Times(all);
        foreach (var to in NativeType.All)
        {
            foreach (var from in NativeType.All.Where(f => f != to))
            {
                if (Casts.Find(from, to) is { } body)
                {
                    all.Add(new ScalarFunction(CastName(to), from, to, body));
                }
            }
        }

        return all.GroupBy(static f => f.Name, StringComparer.Ordinal).ToDictionary(static g => g.Key, static g => g.ToList());
    }

    private static void Times(List<ScalarFunction> all)
    {
        foreach (var from in new[] { NativeType.Timeuuid, NativeType.Timestamp, NativeType.Date })
        {
            Add("totimestamp", NativeType.Timestamp, from);
            Add("todate", NativeType.Date, from);
            if (Casts.Find(from, NativeType.Timestamp) is { } body)
            {
                all.Add(new ScalarFunction("tounixtimestamp", from, NativeType.Bigint, body));
            }
        }

        all.Add(new ScalarFunction("tounixtimestamp", NativeType.Timestamp, NativeType.Bigint, Copy));

        void Add(string name, NativeType to, NativeType from)
        {
            if (from != to && Casts.Find(from, to) is { } body)
            {
                all.Add(new ScalarFunction(name, from, to, body));
            }
        }
    }

    private static bool Copy(ReadOnlySpan<byte> value, DataBuffer target)
    {
        target.Bytes(value);
        return true;
    }

    private static bool FromBlob(string name, NativeType type, ReadOnlySpan<byte> value, DataBuffer target)
    {
        if (ValueCheck.Fault(type, value) is not null)
        {
            const int most = 1024;
            throw ConstantText.Refused(
                $"In call to function system.blobas{name}, value 0x{Convert.ToHexStringLower(value[..Math.Min(value.Length, most)])} "
                + $"is not a valid binary representation for type {CqlTypeText.Of(type, false)}");
        }

        return Copy(value, target);
    }
}

/// <summary>A call of a function of one value.</summary>
internal sealed class ScalarTerm(ScalarFunction function, Term argument) : Term
{
    public override bool IsConstant => argument.IsConstant;

    public override ValueState Evaluate(scoped in Evaluation evaluation, out ReadOnlySpan<byte> value)
    {
        value = default;
        if (argument.Evaluate(evaluation, out var given) != ValueState.Value)
        {
            return ValueState.Null;
        }

        var start = evaluation.Scratch.Length;
        if (!function.Body(given, evaluation.Scratch))
        {
            return ValueState.Null;
        }

        value = evaluation.Scratch.Written[start..];
        return ValueState.Value;
    }
}
