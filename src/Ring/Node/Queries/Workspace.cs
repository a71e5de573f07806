using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Hathi.Base;
using Hathi.Ring.Core.Meaning.Plans;
using Hathi.Ring.Core.Meaning.Terms;
using Hathi.Ring.Core.Running;
using Hathi.Ring.Core.Syntax;
using Hathi.Ring.Protocol.Notation;
using Hathi.Ring.Protocol.Requests;

namespace Hathi.Ring.Node.Queries;

/// <summary>
/// What a request is worked out in: used again, so that none is made for a request. There are as many as requests are worked out at once,
/// not as many as wait for a disk. Owned by who has taken it.
/// </summary>
internal sealed class Workspace
{
    private static readonly ConcurrentBag<Workspace> s_free = [];

    // Of a variable for which no value has come yet; no argument is like it.
    private static readonly Argument s_missing = new(-1, 0);

    private readonly List<Argument> _arguments = [];

    private Workspace()
    {
        var clock = new EvaluationClock(new SeededRandom((ulong)Random.Shared.NextInt64()));
        Mutation = new MutationRun(clock);
        Page = new RowPage(clock);
    }

    /// <summary>What is to be changed.</summary>
    public MutationRun Mutation { get; }

    /// <summary>What is to be read.</summary>
    public RowPage Page { get; }

    /// <summary>Takes one.</summary>
    public static Workspace Take() => s_free.TryTake(out var free) ? free : new Workspace();

    /// <summary>Gives it back.</summary>
    public void Return()
    {
        Page.Release();
        s_free.Add(this);
    }

    /// <summary>The values of a statement's variables, by place or by name, where they lie.</summary>
    /// <param name="plan">The statement.</param>
    /// <param name="message">The request.</param>
    /// <param name="values">Of it.</param>
    /// <exception cref="CqlException">Some are missing.</exception>
    public Arguments Bind(StatementPlan plan, ReadOnlySpan<byte> message, BoundValues values)
    {
        _arguments.Clear();
        if (values.AreNamed)
        {
            BindNamed(plan, message, values);
        }
        else
        {
            foreach (var value in values)
            {
                _arguments.Add(PlaceOf(message, value));
            }
        }

        return new Arguments(message, CollectionsMarshal.AsSpan(_arguments));
    }

    private void BindNamed(StatementPlan plan, ReadOnlySpan<byte> message, BoundValues values)
    {
        var names = plan.Names;
        for (var i = 0; i < plan.Variables.Length; i++)
        {
            _arguments.Add(s_missing);
        }

        var arguments = CollectionsMarshal.AsSpan(_arguments);
        var each = values.GetEnumerator();
        while (each.MoveNext())
        {
            // Of several values of a name the first counts; those of a name that no variable has are passed over.
            var index = names.IndexOf(each.Name);
            if (index >= 0 && arguments[index] == s_missing)
            {
                arguments[index] = PlaceOf(message, each.Current);
            }
        }

        for (var i = 0; i < arguments.Length; i++)
        {
            arguments[i] = arguments[names.FirstLike(i)];
            if (arguments[i] == s_missing)
            {
                throw new CqlException(CqlErrorCode.Invalid, "Invalid amount of bind variables");
            }
        }
    }

    private static Argument PlaceOf(ReadOnlySpan<byte> message, WireValue value)
    {
        if (!value.IsPresent)
        {
            return value.IsUnset ? Argument.Unset : Argument.Null;
        }

        message.Overlaps(value.Bytes, out var offset);
        return new Argument(offset, value.Bytes.Length);
    }
}
