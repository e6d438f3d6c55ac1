"""Does DNS say of our mail what the servers that receive it want to read? SPF, DKIM, DMARC, and the way back."""
