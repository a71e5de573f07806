using Hathi.Base;

namespace Hathi.MapReduce.Shuffle.Serve;

/// <summary>
/// What lies between map outputs and a reducer has failed: its connection, this machine's threads, an output's file. The connection is cut,
/// and the reducer asks again for what it has not got.
/// </summary>
internal sealed class ReducerLostException(string message, Exception? inner) : EnvironmentException(message, inner);
