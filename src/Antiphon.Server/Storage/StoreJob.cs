namespace Antiphon.Server;

/// <summary>What is to be done in a store, and who waits for it.</summary>
internal abstract class StoreJob
{
    /// <summary>Whether it changes nothing.</summary>
    public abstract bool IsRead { get; }

    /// <summary>Does it.</summary>
    public abstract void Run(SqlConnection sql);

    /// <summary>It was done, and what it changed is on the disk.</summary>
    public abstract void Succeed();

    /// <summary>It was not done, or nobody knows.</summary>
    public abstract void Fail(Exception cause);
}

/// <summary>A job with an answer.</summary>
/// <typeparam name="T">The answer.</typeparam>
/// <param name="work">What is to be done.</param>
/// <param name="isRead">Whether it changes nothing.</param>
/// <param name="committed">Told the answer before those who wait; jobs tell in their order.</param>
internal sealed class StoreJob<T>(Func<SqlConnection, T> work, bool isRead, Action<T>? committed) : StoreJob
{
    private readonly TaskCompletionSource<T> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T answer = default!;

    /// <inheritdoc/>
    public override bool IsRead => isRead;

    /// <summary>Who waits.</summary>
    public Task<T> Task => done.Task;

    /// <inheritdoc/>
    public override void Run(SqlConnection sql) => answer = work(sql);

    /// <inheritdoc/>
    public override void Succeed()
    {
        committed?.Invoke(answer);
        done.TrySetResult(answer);
    }

    /// <inheritdoc/>
    public override void Fail(Exception cause) => done.TrySetException(new StoreException(cause));
}
