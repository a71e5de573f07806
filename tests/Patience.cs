namespace Hathi.Tests;

/// <summary>
/// How long a test waits for what only comes when the code is right: without an end it would hang where it should fail. It is no time that anything may take; a busy machine is late.
/// Compiled into every test project.
/// </summary>
internal static class Patience
{
    /// <summary>The one bound of all tests.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>The task's result; <see cref="TimeoutException"/> where it does not come.</summary>
    public static Task<T> Patiently<T>(this Task<T> task) => task.WaitAsync(Limit);

    /// <inheritdoc cref="Patiently{T}(Task{T})"/>
    public static Task Patiently(this Task task) => task.WaitAsync(Limit);

    /// <inheritdoc cref="Patiently{T}(Task{T})"/>
    public static Task<T> Patiently<T>(this ValueTask<T> task) => task.AsTask().WaitAsync(Limit);

    /// <inheritdoc cref="Patiently{T}(Task{T})"/>
    public static Task Patiently(this ValueTask task) => task.AsTask().WaitAsync(Limit);
}
