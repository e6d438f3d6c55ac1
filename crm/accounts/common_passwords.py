"""What is tried first: long passwords that many people use, folded, without signs between the letters."""

COMMON = frozenset(
    """
    123456789012 1234567890123 12345678901234 123456789123 123456789abc 1234567890ab 123412341234 123123123123
    012345678910 098765432109 0987654321098 111111111111 222222222222 000000000000 987654321098 112233445566
    1q2w3e4r5t6y 1q2w3e4r5t6y7u 1q2w3e4r5t6y7u8i 1qaz2wsx3edc 1qaz2wsx3edc4rfv qazwsxedcrfv qazwsxedcrfvtgb
    zaq12wsxcde3 qwertyuiop12 qwertyuiop123 qwertyuiopas qwertyuiopasdf qwertyuiopasdfghjkl qwertyqwerty qwerty123456
    qwerty1234567 qwerty123qwerty asdfghjkl123 asdfghjklzxc asdfasdfasdf zxcvbnm12345 azertyuiop12 azertyuiop123
    abcdefghijkl abcdefghijklm abcdefghijklmnopqrstuvwxyz abcdef123456 abcd12341234 abc123abc123 abcabcabcabc
    a1b2c3d4e5f6 aaaabbbbcccc passwordpassword password1234 password12345 password123456 password123password
    password1password password2024 password2025 password2026 password2027 password0000 passw0rd1234 p4ssw0rd1234
    mypassword12 mypassword123 mypassword1234 newpassword1 newpassword12 newpassword123 changemenow1 changeme1234
    changeme12345 letmein12345 letmein123456 letmeinletmein welcome12345 welcome123456 welcomewelcome welcome2024
    welcome2025 welcome2026 welcome12024 iloveyou1234 iloveyou12345 iloveyouiloveyou iloveyousomuch administrator
    administrator1 administrator123 adminadminadmin admin1234567 admin12345678 admin123admin adminpassword rootrootroot
    superman1234 batman123456 pokemon12345 football1234 baseball1234 basketball12 dragon123456 monkey123456
    princess1234 sunshine1234 michael12345 jennifer1234 liverpool123 manchester12 manchesterunited trustno12345
    whatever1234 starwars1234 startrek1234 computer1234 internet1234 samsung12345 google123456 facebook1234
    correcthorsebatterystaple thequickbrownfox thisismypassword thisisapassword donotforget12 secretsecret
    wachtwoord12 wachtwoord123 wachtwoord1234 wachtwoord12345 wachtwoord01 wachtwoord2024 wachtwoord2025
    wachtwoord2026 wachtwoordwachtwoord mijnwachtwoord mijnwachtwoord1 geheimgeheim geheim123456 welkom123456
    welkom1234567 welkom12345678 welkomwelkom welkom012024 welkom012025 welkom012026 welkom2024welkom welkomthuis1
    welkomterug1 amsterdam123 amsterdam1234 amsterdam020 rotterdam123 rotterdam010 feyenoord123 feyenoord1908
    ajaxamsterdam ajaxajaxajax nederland123 nederland1234 hollandholland oranjeoranje zomer2024zomer zomer2025zomer
    zomer2026zomer voorjaar2025 voorjaar2026 najaar202525 september2024 september2025 september2026 december2024
    december2025 december2026 november2025 november2026 februari2026 ikhouvanjou12 ikhouvanjou123 ikhouvanjou
    hallohallohallo hallo1234567 konijntje123 chocolade123 voetbal12345 lieveschat12 lieverd12345 poepchinees1
    """.split()
)
