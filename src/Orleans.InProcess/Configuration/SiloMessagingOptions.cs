namespace Orleans.Configuration;

/// <inheritdoc/>
public class SiloMessagingOptions : MessagingOptions
{
    /// <summary>How often a call may be sent on to where its grain has gone. Default 2.</summary>
    public int MaxForwardCount { get; set; } = 2;
}
