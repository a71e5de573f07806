namespace Hathi.Base;

/// <summary>
/// A decision maker: synchronous, owned by one thread, without clock, I/O or unseeded randomness, so that the same inputs
/// at the same times give the same effects. The shell around it carries out the effects in their order.
/// </summary>
/// <typeparam name="TInput">What can happen to it.</typeparam>
/// <typeparam name="TEffect">What it can ask for.</typeparam>
public interface ICore<in TInput, TEffect>
{
    /// <summary>Takes one input and appends what follows from it to <paramref name="effects"/>.</summary>
    /// <param name="now">The time of this step.</param>
    /// <param name="input">What happened.</param>
    /// <param name="effects">Receives the effects in order: what must be durable comes before what tells of it.</param>
    void Step(Now now, TInput input, List<TEffect> effects);

    /// <summary>
    /// After <see cref="Step"/> has thrown: whether the state is what it was before that step, so that the input can be refused and the
    /// next be taken. True only when that is certain; false stops whoever owns the Core, because what it would decide
    /// next cannot be trusted.
    /// </summary>
    bool IsUnchanged { get; }
}
