using Antiphon.Cli.Output;

namespace Antiphon.Cli.Environments;

/// <summary>Reads requests line by line and answers each with one line, until the input ends.</summary>
/// <param name="batch">The environments.</param>
/// <param name="surroundings">Where requests come from and replies go.</param>
internal sealed class EnvironmentSession(EnvironmentBatch batch, Surroundings surroundings)
{
    private readonly EnvironmentReply reply = new();
    private readonly Lock answering = new();

    /// <summary>Runs until the input ends.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled, perhaps while it waited for a line.</exception>
    public void Run()
    {
        // A read cannot be cancelled: all of them are on a thread of their own, which is left behind and ends with the program.
        Task session = Task.Factory.StartNew(AnswerAll, surroundings.Cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            Task.WaitAny([session], surroundings.Cancellation);
        }
        catch (OperationCanceledException)
        {
            // A reply that is being written is written to its end.
            lock (answering)
            {
                throw;
            }
        }

        session.GetAwaiter().GetResult();
    }

    private void AnswerAll()
    {
        using TextReader input = surroundings.Input();
        var lines = new RequestLines(input);
        RequestLines.LineState state = lines.Next(out string line);
        for (long number = 1; state != RequestLines.LineState.EndOfInput; number++)
        {
            lock (answering)
            {
                surroundings.Cancellation.ThrowIfCancellationRequested();
                surroundings.Out.WriteLine(state == RequestLines.LineState.TooLong ? TooLong(number) : Answer(number, line));
            }

            state = lines.Next(out line);
        }
    }

    private string TooLong(long number) =>
        reply.Error(
            number,
            $"the line is too long and was not read; expected at most {Figures.Count(RequestLines.Longest)} characters; use a smaller batch"
        );

    /// <summary>The answer to a line.</summary>
    /// <param name="number">The number of the line, from 1.</param>
    /// <param name="line">The line.</param>
    internal string Answer(long number, string line)
    {
        try
        {
            var request = EnvironmentRequest.Parse(line);
            switch (request.Name)
            {
                case "describe":
                    return reply.Description(number, batch);
                case "reset":
                    batch.Reset(request, surroundings.Cancellation);
                    return reply.Reset(number, batch);
                default:
                    batch.Step(request, surroundings.Cancellation);
                    return reply.Step(number, batch);
            }
        }
        catch (InvalidInputException refusal)
        {
            return reply.Error(number, refusal.Message);
        }
    }
}
