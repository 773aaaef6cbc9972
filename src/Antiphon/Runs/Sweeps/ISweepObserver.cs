namespace Antiphon.Runs;

/// <summary>Is told what happens in a sweep, by the thread that runs it. Changes nothing.</summary>
internal interface ISweepObserver
{
    /// <summary>A cell is about to run.</summary>
    /// <param name="key">The cell.</param>
    void Begun(SweepKey key);

    /// <summary>A cell is done and stored.</summary>
    /// <param name="cell">The cell.</param>
    void Ended(SweepCell cell);
}
