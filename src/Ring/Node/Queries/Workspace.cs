using System.Collections.Concurrent;
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
    public void Return() => s_free.Add(this);

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

        return new Arguments(message, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_arguments));
    }

    private void BindNamed(StatementPlan plan, ReadOnlySpan<byte> message, BoundValues values)
    {
        var found = 0;
        for (var i = 0; i < plan.Variables.Length; i++)
        {
            _arguments.Add(Argument.Unset);
        }

        foreach (var variable in Enumerable.Range(0, plan.Variables.Length))
        {
            var name = plan.Variables[variable].Name;
            var each = values.GetEnumerator();
            while (each.MoveNext())
            {
                if (System.Text.Encoding.UTF8.GetString(each.Name) == name)
                {
                    _arguments[variable] = PlaceOf(message, each.Current);
                    found++;
                    break;
                }
            }
        }

        if (found < plan.Variables.Length)
        {
            throw new CqlException(CqlErrorCode.Invalid, "Invalid amount of bind variables");
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
