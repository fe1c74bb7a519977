using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using FleetActors.Api.Json;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.WebUtilities;

namespace FleetActors.Api.Problems;

/// <summary>
/// A request that the server cannot even parse (<c>%00</c> in the path, a header too long, no HTTP at all) never reaches the
/// pipeline: Kestrel answers it with a bare status and closes the connection. On its way to the network such an answer gets the
/// body that all others have.
/// </summary>
public static class BareAnswers
{
    private const int MaxBareBytes = 512;

    /// <summary>To be put around each connection.</summary>
    public static ConnectionDelegate Complete(ConnectionDelegate next) => async connection =>
    {
        var transport = connection.Transport;
        connection.Transport = new Answered(transport.Input, new Completing(transport.Output, connection.ConnectionId));
        try
        {
            await next(connection);
        }
        finally
        {
            connection.Transport = transport;
        }
    };

    /// <summary>The answer with its body, or null when these bytes are no bare 4xx answer that ends its connection.</summary>
    public static byte[]? Completed(ReadOnlySpan<byte> answer, string traceId)
    {
        if (answer.Length > MaxBareBytes || !answer.StartsWith("HTTP/1."u8) || !answer[8..].StartsWith(" 4"u8)) return null;
        if (!answer.EndsWith("\r\n\r\n"u8) || answer.IndexOf("Connection: close\r\n"u8) < 0) return null;
        var length = answer.IndexOf("Content-Length: 0\r\n"u8);
        if (length < 0 || !int.TryParse(answer.Slice(9, 3), out var status)) return null;
        var code = status == StatusCodes.Status413PayloadTooLarge ? ProblemCode.BodyTooLarge : ProblemCode.BadRequest;
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new ApiProblem(ApiProblem.TypeOf(code), ApiProblem.TitleOf(code), status, code, Detail(status), traceId, null),
            FleetJsonContext.Default.ApiProblem);
        var head = Encoding.ASCII.GetString(answer)
            .Replace("Content-Length: 0\r\n", FormattableString.Invariant($"Content-Length: {body.Length}\r\nContent-Type: {ApiProblem.MediaType}\r\n"), StringComparison.Ordinal);
        return [.. Encoding.ASCII.GetBytes(head), .. body];
    }

    private static string Detail(int status) => status switch
    {
        StatusCodes.Status408RequestTimeout => "The request did not arrive in time.",
        StatusCodes.Status413PayloadTooLarge => FormattableString.Invariant($"A body here has at most {FleetApiOptions.MaxBodyBytes} bytes."),
        StatusCodes.Status414UriTooLong => "The request line is too long.",
        StatusCodes.Status431RequestHeaderFieldsTooLarge => "The headers are too long, or too many.",
        _ => FormattableString.Invariant($"{ReasonPhrases.GetReasonPhrase(status)}: the HTTP request itself is malformed (its line, its path's escapes, or its headers)."),
    };

    private sealed class Answered(PipeReader input, PipeWriter output) : IDuplexPipe
    {
        public PipeReader Input => input;

        public PipeWriter Output => output;
    }

    /// <summary>Looks at what is about to be sent; everything but a bare answer passes as it is.</summary>
    private sealed class Completing(PipeWriter output, string connectionId) : PipeWriter
    {
        private Memory<byte> _given;

        public override bool CanGetUnflushedBytes => output.CanGetUnflushedBytes;

        public override long UnflushedBytes => output.UnflushedBytes;

        public override Memory<byte> GetMemory(int sizeHint = 0) => _given = output.GetMemory(sizeHint);

        public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

        public override void Advance(int bytes)
        {
            if (Completed(_given.Span[..bytes], connectionId) is { } whole)
            {
                whole.CopyTo(output.GetSpan(whole.Length));
                output.Advance(whole.Length);
                _given = default;
                return;
            }
            output.Advance(bytes);
            _given = _given[bytes..];
        }

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => output.FlushAsync(cancellationToken);

        public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default) =>
            output.WriteAsync(source, cancellationToken);

        public override void CancelPendingFlush() => output.CancelPendingFlush();

        public override void Complete(Exception? exception = null) => output.Complete(exception);

        public override ValueTask CompleteAsync(Exception? exception = null) => output.CompleteAsync(exception);
    }
}
