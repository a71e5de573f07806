using System.Globalization;
using Hathi.Ring.Client.Failures;
using Hathi.Ring.Protocol;
using Hathi.Ring.Protocol.Answers;

namespace Hathi.Cli.Cql.Session;

/// <summary>
/// Errors of a server as <c>cqlsh</c> words them, in which scripts look for the class and the message: a class of Python's driver, what
/// the code is called, the message, and what else was said.
/// </summary>
internal static class ErrorText
{
    public static string Of(RingErrorException e) => e.Answer switch
    {
        AlreadyExistsError { Table: "" } known => $"AlreadyExists: Keyspace '{known.Keyspace}' already exists",
        AlreadyExistsError known => $"AlreadyExists: Table '{known.Keyspace}.{known.Table}' already exists",
        UnavailableError error => $"Unavailable: {Summary(e)} info={{'consistency': '{ConsistencyNames.Of(error.Consistency)}', "
            + $"'required_replicas': {error.Required}, 'alive_replicas': {error.Alive}}}",
        WriteTimeoutError error => $"WriteTimeout: {Summary(e)} info={{'consistency': '{ConsistencyNames.Of(error.Consistency)}', "
            + $"'required_responses': {error.BlockFor}, 'received_responses': {error.Received}, 'write_type': '{Name(error.Kind)}'}}",
        ReadTimeoutError error => $"ReadTimeout: {Summary(e)} info={{'consistency': '{ConsistencyNames.Of(error.Consistency)}', "
            + $"'required_responses': {error.BlockFor}, 'received_responses': {error.Received}}}",
        _ => e.Code switch
        {
            ErrorCode.Invalid or ErrorCode.Unauthorized or ErrorCode.FunctionFailure or ErrorCode.ReadFailure or ErrorCode.WriteFailure =>
                $"{Class(e.Code)}: {Summary(e)}",
            _ => $"{Class(e.Code)}: {e.Message}",
        },
    };

    private static string Summary(RingErrorException e) => string.Create(
        CultureInfo.InvariantCulture, $"Error from server: code={(int)e.Code:x4} [{Title(e.Code)}] message=\"{e.Message}\"");

    private static string Name(WriteKind kind) => kind switch
    {
        WriteKind.UnloggedBatch => "UNLOGGED_BATCH",
        WriteKind.BatchLog => "BATCH_LOG",
        _ => kind.ToString().ToUpperInvariant(),
    };

    private static string Class(ErrorCode code) => code switch
    {
        ErrorCode.ServerError => "ServerError",
        ErrorCode.ProtocolError => "ProtocolException",
        ErrorCode.BadCredentials => "BadCredentials",
        ErrorCode.Overloaded => "OverloadedErrorMessage",
        ErrorCode.IsBootstrapping => "IsBootstrappingErrorMessage",
        ErrorCode.TruncateError => "TruncateError",
        ErrorCode.ReadFailure => "ReadFailure",
        ErrorCode.FunctionFailure => "FunctionFailure",
        ErrorCode.WriteFailure => "WriteFailure",
        ErrorCode.CdcWriteFailure => "CDCWriteException",
        ErrorCode.SyntaxError => "SyntaxException",
        ErrorCode.Unauthorized => "Unauthorized",
        ErrorCode.Invalid => "InvalidRequest",
        ErrorCode.ConfigError => "ConfigurationException",
        ErrorCode.Unprepared => "PreparedQueryNotFound",
        _ => "ErrorMessage",
    };

    private static string Title(ErrorCode code) => code switch
    {
        ErrorCode.Unavailable => "Unavailable exception",
        ErrorCode.WriteTimeout or ErrorCode.ReadTimeout => "Coordinator node timed out waiting for replica nodes' responses",
        ErrorCode.ReadFailure => "Replica(s) failed to execute read",
        ErrorCode.FunctionFailure => "User Defined Function failure",
        ErrorCode.WriteFailure => "Replica(s) failed to execute write",
        ErrorCode.Unauthorized => "Unauthorized",
        _ => "Invalid query",
    };
}
