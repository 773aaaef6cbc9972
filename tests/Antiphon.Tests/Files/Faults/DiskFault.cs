namespace Antiphon.Tests.Files;

/// <summary>What becomes of one operation of a <see cref="FaultyDisk"/>.</summary>
public enum DiskFault
{
    /// <summary>Nothing: operations are counted.</summary>
    None,

    /// <summary>It is not done, and fails with the error of a broken device. All others work.</summary>
    Broken,

    /// <summary>A write stores half of its bytes and fails, as on a full disk; so do all later operations that need space.</summary>
    Full,

    /// <summary>It takes its time.</summary>
    Slow,

    /// <summary>The process dies: a write stores half of its bytes, anything else is not done, and nothing is done after it.</summary>
    Kill,
}
