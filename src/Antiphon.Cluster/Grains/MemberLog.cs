using Microsoft.Extensions.Logging;

namespace Antiphon.Cluster;

/// <summary>
/// Passes on what Orleans reports as errors, a line each. Its warnings are many while a member dies, and none needs an operator.
/// </summary>
/// <param name="log">Receives the lines.</param>
internal sealed class MemberLog(TextWriter log) : ILoggerProvider, ILogger
{
    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => this;

    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

    /// <inheritdoc/>
    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    )
    {
        if (IsEnabled(logLevel))
        {
            string text = formatter(state, exception).Split('\n')[0].TrimEnd();
            log.WriteLine(exception is null ? $"cluster: {text}" : $"cluster: {text} ({exception.Message.Split('\n')[0].TrimEnd()})");
        }
    }

    /// <inheritdoc/>
    public void Dispose() { }
}
