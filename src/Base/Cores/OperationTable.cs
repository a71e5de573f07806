using System.Collections.Frozen;

namespace Hathi.Base.Cores;

/// <summary>
/// Collects what carries out each kind of call, a line each. The compiler sees that an operation gives what its call asks for.
/// </summary>
/// <typeparam name="TContext">What an operation works with.</typeparam>
/// <typeparam name="TInput">What can happen to the Core.</typeparam>
public sealed class OperationTable<TContext, TInput>
    where TInput : class
{
    private readonly Dictionary<Type, Func<TContext, TInput, object?>> _operations = [];

    /// <summary>An operation whose call is answered.</summary>
    public OperationTable<TContext, TInput> Add<TCall, TAnswer>(Func<TContext, TCall, TAnswer> run)
        where TCall : class, TInput, IAsk<TAnswer>
    {
        _operations.Add(typeof(TCall), (context, input) => run(context, (TCall)input));
        return this;
    }

    /// <summary>An operation whose call is answered with nothing but that it was done.</summary>
    public OperationTable<TContext, TInput> Add<TCall>(Action<TContext, TCall> run)
        where TCall : class, TInput, IAsk<Done>
    {
        _operations.Add(typeof(TCall), (context, input) =>
        {
            run(context, (TCall)input);
            return null;
        });
        return this;
    }

    /// <summary>An operation that may take more than one step, and gives <see cref="Unfinished.Yet"/> then.</summary>
    public OperationTable<TContext, TInput> AddLong<TCall, TAnswer>(Func<TContext, TCall, Answer<TAnswer>> run)
        where TCall : class, TInput, IAsk<TAnswer>
    {
        _operations.Add(typeof(TCall), (context, input) => run(context, (TCall)input).Value);
        return this;
    }

    /// <summary>The operations by the type of their calls.</summary>
    public FrozenDictionary<Type, Func<TContext, TInput, object?>> Freeze() => _operations.ToFrozenDictionary();
}
